using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Tests;

/// <summary>A damaged or hostile file gives an error that names it, or a network; never anything else, and never much memory.</summary>
public class DamagedModelTests
{
    private const long MaxMemory = 4L << 30;

    private static readonly byte[][] Models =
    [
        GoldenOnnx.Bytes("onnx_noweights", "resnet18__op13_preserve_dyn"),
        GoldenOnnx.Bytes("onnx_noweights", "mobilenet_v3_small__op13_training"),
        GoldenOnnx.Bytes("onnx", "user_cnn__op13_preserve"),
        GoldenOnnx.Bytes("onnx", "tiny_vit_dynamic__op13_preserve"),
    ];

    [Fact]
    public void Truncated_files_are_refused()
    {
        Gen<(byte[] Model, int Length)> cases =
            from model in Gen.Elements(Models)
            from length in Gen.Choose(0, model.Length - 1)
            select (model, length);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(cases.ToArbitrary(), damaged => Assert.Throws<InvalidFileException>(() => Load(damaged.Model[..damaged.Length]))));
    }

    [Fact]
    public void Files_with_changed_bytes_are_read_or_refused()
    {
        Gen<byte[]> cases =
            from model in Gen.Elements(Models)
            from changes in Gen.Choose(0, model.Length - 1).Zip(Gen.Choose(0, byte.MaxValue)).ArrayOf(12)
            select Changed(model, changes);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(cases.ToArbitrary(), RequireReadOrRefused));
    }

    [Fact]
    public void Files_with_changed_graphs_are_read_or_refused()
    {
        // The first kilobytes of a file without weights hold its nodes: what hits them gets further than the parser.
        byte[][] graphs = [Models[0], Models[1]];
        Gen<byte[]> cases =
            from model in Gen.Elements(graphs)
            from place in Gen.Choose(0, model.Length - 1)
            from value in Gen.Choose(0, byte.MaxValue)
            select Changed(model, [(place, value)]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(cases.ToArbitrary(), RequireReadOrRefused));
    }

    private static byte[] Changed(byte[] model, IEnumerable<(int Place, int Value)> changes)
    {
        byte[] changed = [.. model];
        foreach ((int place, int value) in changes)
        {
            changed[place] = (byte)value;
        }

        return changed;
    }

    private static void RequireReadOrRefused(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Load(bytes);
        }
        catch (InvalidFileException)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxMemory);
    }

    private static void Load(byte[] bytes) => GoldenOnnx.WithFile(bytes, path =>
    {
        try
        {
            OnnxModel.Load(path);
        }
        catch (InvalidFileException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            throw;
        }
    });
}

using System.Globalization;
using System.Runtime.InteropServices;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Onnx.Export;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>Networks as ONNX files.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    public static TheoryData<string> Names => [.. ExportedNetworks.Names];

    [Theory, MemberData(nameof(Names))]
    public void Onnx_Runtime_computes_the_same(string name)
    {
        (Tensor output, Tensor actual) = ExportedNetworks.Run(name);
        Assert.Equal(output.Shape, actual.Shape);
        float[] expected = output.Values.ToArray();
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0, "nothing but zeros can be compared");
        for (int i = 0; i < expected.Length; i++)
        {
            double distance = Math.Abs(expected[i] - actual.Values[i]);
            Assert.True(distance <= Tolerance * scale, $"{i}: {actual.Values[i]} instead of {expected[i]}, of at most {scale}");
        }
    }

    [OnnxCheckerTheory, MemberData(nameof(Names))]
    public void Files_pass_Onnx_checker(string name) => Assert.Empty(ExportedNetworks.Complaints[name]);

    [Fact]
    public void Weights_are_initialisers_in_the_order_of_the_state_dict()
    {
        Network network = Zoo.Create("vit_b_32", classCount: 3, imageSize: 32);
        using StateDict state = network.Initialize(seed: 5);
        ModelProto file = Save(network, state);
        Assert.Equal(state.Names, file.Graph.Initializer.Select(initializer => initializer.Name));
        foreach (TensorProto initializer in file.Graph.Initializer)
        {
            Tensor tensor = state[initializer.Name];
            Assert.Equal(tensor.Shape.Select(size => (long)size), initializer.Dims);
            Assert.True(MemoryMarshal.Cast<byte, float>(initializer.RawData.Span).SequenceEqual(tensor.Values), initializer.Name);
        }
    }

    [Fact]
    public void Auxiliary_heads_and_counters_stay_behind()
    {
        Network network = Zoo.Create("googlenet", classCount: 10, imageSize: 64);
        using StateDict state = network.Initialize();
        IEnumerable<string> expected = state.Names.Where(
            name => !name.StartsWith("aux", StringComparison.Ordinal) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        Assert.Equal(expected, Save(network, state).Graph.Initializer.Select(initializer => initializer.Name));
    }

    [Fact]
    public void Files_say_what_they_hold()
    {
        Network network = Tiny();
        using StateDict state = network.Initialize();
        state.Metadata["origin"] = "a test";
        ModelProto file = Save(network, state);
        Assert.Equal(("Ghn", 17L, 8L), (file.ProducerName, Assert.Single(file.OpsetImport).Version, file.IrVersion));
        Assert.Equal("tiny", file.Graph.Name);
        Assert.Equal(("origin", "a test"), (Assert.Single(file.MetadataProps).Key, file.MetadataProps[0].Value));
        Assert.Equal("images [N,3,8,8]", Text(Assert.Single(file.Graph.Input)));
        Assert.Equal("logits [N,5]", Text(Assert.Single(file.Graph.Output)));
    }

    [Fact]
    public void Weights_of_any_type_become_single_precision()
    {
        Network network = Tiny();
        using StateDict state = network.Initialize();
        state["fc.bias"] = Tensor.From<Half>([(Half)0.5, (Half)1, (Half)2, (Half)3, (Half)4], [5]);
        TensorProto bias = Save(network, state).Graph.Initializer.Single(initializer => initializer.Name == "fc.bias");
        Assert.Equal([0.5f, 1, 2, 3, 4], MemoryMarshal.Cast<byte, float>(bias.RawData.Span).ToArray());
    }

    [Fact]
    public void Weights_too_large_for_the_file_lie_beside_it()
    {
        Network network = Tiny();
        using StateDict state = network.Initialize(seed: 3);
        using var model = new Networks.Execution.Model(network, state);
        string path = Path.Combine(_folder.FullName, "tiny.onnx");
        ModelProto protocol = NetworkExporter.ToProtocol(model, []);
        OnnxFileWriter.Write(path, protocol, NetworkExporter.NumbersOf(protocol, model), default, maxBytesInside: 100);
        byte[] numbers = File.ReadAllBytes($"{path}.data");
        foreach (TensorProto initializer in ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Initializer)
        {
            Assert.False(initializer.HasRawData);
            Assert.Equal(TensorProto.Types.DataLocation.External, initializer.DataLocation);
            Dictionary<string, string> place = initializer.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
            Assert.Equal("tiny.onnx.data", place["location"]);
            int offset = int.Parse(place["offset"], CultureInfo.InvariantCulture);
            int length = int.Parse(place["length"], CultureInfo.InvariantCulture);
            Assert.Equal(0, offset % 4096);
            Assert.Equal(state[initializer.Name].Bytes(0, int.MaxValue).ToArray(), numbers[offset..(offset + length)]);
        }
    }

    [Fact]
    public void Missing_weights_are_named_and_nothing_is_written()
    {
        var error = Assert.Throws<InvalidRequestException>(
            () => OnnxExport.Save(Path.Combine(_folder.FullName, "tiny.onnx"), Tiny(), new StateDict()));
        Assert.Contains("conv.weight", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Theory, InlineData(long.MaxValue), InlineData(0)]
    public void Cancelled_files_do_not_appear(long mostBytesInside)
    {
        Network network = Tiny();
        using StateDict state = network.Initialize();
        using var model = new Networks.Execution.Model(network, state);
        ModelProto protocol = NetworkExporter.ToProtocol(model, []);
        IReadOnlyList<TensorNumbers> numbers = NetworkExporter.NumbersOf(protocol, model);
        string path = Path.Combine(_folder.FullName, "tiny.onnx");
        var canceled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => OnnxFileWriter.Write(path, protocol, numbers, canceled, mostBytesInside));
        Assert.Empty(_folder.EnumerateFiles());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Network Tiny()
    {
        var network = new NetworkBuilder("tiny", [3, 8, 8]);
        return network.Build(
            network.Input.Conv2d("conv", 4, kernel: 3).BatchNorm2d("bn").Relu().AdaptiveAvgPool2d(1).Flatten().Linear("fc", 5));
    }

    private static string Text(ValueInfoProto value)
    {
        IEnumerable<string> sizes = value.Type.TensorType.Shape.Dim.Select(
            dimension => dimension.HasDimParam ? dimension.DimParam : $"{dimension.DimValue}");
        return $"{value.Name} [{string.Join(',', sizes)}]";
    }

    private ModelProto Save(Network network, StateDict state)
    {
        string path = Path.Combine(_folder.FullName, "network.onnx");
        OnnxExport.Save(path, network, state);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
    }
}

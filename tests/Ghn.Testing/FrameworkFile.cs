using Ghn.Onnx;
using Ghn.Tensors;

namespace Ghn.Testing;

/// <summary>A file of <c>tests/Golden/onnx_frameworks</c>: a network as another exporter than PyTorch's old one writes it.</summary>
public sealed class FrameworkFile
{
    private const string Folder = "onnx_frameworks";

    /// <summary>The height and width of the images where a file leaves them open.</summary>
    private const int ImageSize = 24;

    public FrameworkFile(string name)
    {
        Name = name;
        Model = GoldenOnnx.Load(Folder, name, ImageSize);
        StateDict recorded = GoldenOnnx.Recorded(name, Folder);
        FileImages = recorded["input"];
        Output = recorded["output"];
    }

    public static IEnumerable<string> Names => GoldenOnnx.Names(Folder);

    public string Name { get; }

    public OnnxModel Model { get; }

    /// <summary>The images as the file takes them.</summary>
    public Tensor FileImages { get; }

    /// <summary>What ONNX Runtime computes.</summary>
    public Tensor Output { get; }

    /// <summary>The images as the network takes them.</summary>
    public Tensor Images => FileImages.Shape.Dimensions[1..].SequenceEqual(Model.Network.InputShape.Dimensions)
        ? FileImages
        : ChannelsFirst(FileImages);

    /// <summary>The file's bytes.</summary>
    public byte[] Bytes => GoldenOnnx.Bytes(Folder, Name);

    /// <summary>The distance from one output to another, relative to the greatest of its values.</summary>
    public static double Distance(IReadOnlyList<float> expected, IReadOnlyList<float> actual) => expected.Count == actual.Count
        ? expected.Zip(actual, (left, right) => Math.Abs((double)left - right)).Max() / expected.Max(value => Math.Abs((double)value))
        : double.PositiveInfinity;

    private static Tensor ChannelsFirst(Tensor images)
    {
        (int samples, int positions, int channels) = (images.Shape[0], images.Shape[1] * images.Shape[2], images.Shape[3]);
        Tensor moved = Tensor.Allocate([samples, channels, images.Shape[1], images.Shape[2]]);
        for (int i = 0; i < moved.ElementCount; i++)
        {
            (int sample, int channel, int position) = (i / positions / channels, i / positions % channels, i % positions);
            moved.Values[i] = images.Values[(((sample * positions) + position) * channels) + channel];
        }

        return moved;
    }
}

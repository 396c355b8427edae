using System.IO.Compression;
using System.Runtime.InteropServices;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Testing.Protocol;
using Google.Protobuf;

namespace Ghn.Testing;

/// <summary>The ONNX files that PyTorch exported: <c>tests/Golden/onnx</c> and <c>tests/Golden/onnx_noweights</c>.</summary>
public static class GoldenOnnx
{
    private const string IndexTable = "relative_position_index";

    private static readonly string Root = Repository.Golden();

    /// <summary>The factors of the weights of models that need one to keep their signals alive.</summary>
    private static readonly Dictionary<string, double> Gains = new()
    {
        ["mnasnet0_5"] = 1.125,
        ["mobilenet_v3_small"] = 1.375,
        ["shufflenet_v2_x0_5"] = 1.125,
        ["squeezenet1_1"] = 1.25,
    };

    /// <summary>The bytes of an exported model.</summary>
    public static byte[] Bytes(string folder, string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(Root, folder, $"{name}.onnx.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The names of the models in a folder.</summary>
    public static IEnumerable<string> Names(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.onnx.gz")
        .Select(path => Path.GetFileName(path)[..^".onnx.gz".Length])
        .Order(StringComparer.Ordinal);

    /// <summary>The images and outputs that were recorded of a model, whatever way it was exported in.</summary>
    public static StateDict Recorded(string name, string folder = "onnx") => StateDict.Load(
        Path.Combine(Root, folder, $"{name.Split("__")[0]}__io.npz"));

    /// <summary>Imports a model.</summary>
    public static OnnxModel Load(string folder, string name, int? imageSize = null)
    {
        OnnxModel? model = null;
        WithFile(WithHashedWeights(Bytes(folder, name), name), path => model = OnnxModel.Load(path, imageSize));
        return model!;
    }

    /// <summary>
    /// Larger models are stored without their weights, which are a hash of their place in PyTorch's state dict; the exporter leaves
    /// the counters of batch normalisation out, and all but one of the equal tables of indices.
    /// </summary>
    private static byte[] WithHashedWeights(byte[] bytes, string name)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(bytes);
        double gain = Gains.GetValueOrDefault(name.Split("_c10__")[0], 1);
        int place = 0;
        foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => !tensor.Name.EndsWith(IndexTable, StringComparison.Ordinal)))
        {
            if (!tensor.HasRawData)
            {
                Shape shape = [.. tensor.Dims.Select(size => (int)size)];
                using Tensor values = HashedValues.Entry(tensor.Name, shape, place, gain);
                tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.Values));
            }

            place += tensor.Name.EndsWith("running_var", StringComparison.Ordinal)
                || tensor.Name.EndsWith("relative_position_bias_table", StringComparison.Ordinal) ? 2 : 1;
        }

        return model.ToByteArray();
    }

    /// <summary>Runs something with the bytes in a file of their own.</summary>
    public static void WithFile(byte[] bytes, Action<string> action)
    {
        string folder = Directory.CreateTempSubdirectory("onnx").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            File.WriteAllBytes(path, bytes);
            action(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Text.Json;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Published;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Fuzz.Readers;

/// <summary>Reads files to their last byte, and the seeds for that.</summary>
internal static class FileReading
{
    private const int ImageSize = 32;

    /// <summary>Networks of every kind of layer that can be read.</summary>
    public static readonly string[] SmallNetworks =
    [
        "onnx/user_activations__op13_preserve", "onnx/user_attention__op13_preserve", "onnx/user_attention__op17_folded",
        "onnx/user_channels_last__op13_preserve", "onnx/user_norms__op13_preserve", "onnx/user_norms__op17_folded",
        "onnx/user_partial_norms__op13_preserve", "onnx_noweights/squeezenet1_1__op13_preserve",
        "onnx_noweights/mobilenet_v3_small__op13_training", "onnx_noweights/shufflenet_v2_x0_5__op17_eval",
        "onnx_noweights/resnet18__op13_preserve_dyn", "onnx_noweights/resnet18__op13_training", "onnx_frameworks/early_operators",
    ];

    /// <summary>Networks with operations that are passed over, and others.</summary>
    public static readonly string[] UnknownNetworks =
    [
        "onnx_unknown/bilinear", "onnx_unknown/decoder", "onnx_unknown/decoder__empty", "onnx_unknown/sampler",
        "onnx/user_attention__op13_preserve", "onnx/user_norms__op17_folded", "onnx_noweights/resnet18__op13_preserve_dyn",
    ];

    /// <summary>Pictures in PNG's kinds of pixels.</summary>
    public static readonly string[] Png =
    [
        "rgb8.png", "rgb8_interlaced.png", "palette1.png", "palette4.png", "palette8.png", "grey1.png", "grey8.png", "grey_alpha8.png",
        "rgba16_interlaced.png", "rgb16.png", "tiny_interlaced.png", "grey16.png",
    ];

    /// <summary>Pictures in JPEG's kinds of colours.</summary>
    public static readonly string[] Jpeg = ["420.jpg", "422.jpg", "444.jpg", "cmyk.jpg", "grey.jpg", "progressive.jpg", "rotated.jpeg"];

    /// <summary>Architectures in our own JSON.</summary>
    public static byte[][] Architectures() =>
    [
        .. Enumerable.Range(0, 4).Select(index => Seeds.Written(".json", path =>
        {
            using FileStream file = File.Create(path);
            using var json = new Utf8JsonWriter(file);
            DeepNetJson.Write(json, Ghn.Networks.DeepNets.Generation.DeepNetGenerator.Draw(DeepNetsSplit.Train, seed: 1, index));
        })),
    ];

    /// <summary>A file of drawn architectures.</summary>
    public static byte[] DeepNets(int count) =>
        Seeds.Written(".deepnets", path => Ghn.Networks.DeepNets.Files.DeepNetsFile.Generate(path, DeepNetsSplit.Val, seed: 1, count));

    /// <summary>Reads named tensors.</summary>
    public static void Tensors(string path)
    {
        using Checkpoint checkpoint = StateDictFile.Load(path);
        Touch(checkpoint.Content);
        Touch(checkpoint.Tensors.Select(entry => entry.Value));
    }

    /// <summary>Reads a GHN.</summary>
    public static void HyperNetwork(string path)
    {
        using HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(path);
        Ghn.HyperNetworks.HyperNetwork.From(checkpoint);
    }

    /// <summary>Reads a network, and makes the graph that a GHN reads.</summary>
    public static void Network(string path, bool skipsUnknown)
    {
        var model = OnnxModel.Load(path, ImageSize, skipsUnknown);
        ComputationalGraph.Of(model.Network);
        Touch(model.Weights.Select(entry => entry.Value));
        model.Weights.Dispose();
    }

    /// <summary>Reads an architecture, and builds its network.</summary>
    public static void Architecture(string path) => DeepNetJson.Read(path);

    /// <summary>Reads a file of architectures.</summary>
    public static void DeepNetsFile(string path)
    {
        using var file = Ghn.Networks.DeepNets.Files.DeepNetsFile.Open(path);
        for (int i = 0; i < Math.Min(file.Count, 200); i += 7)
        {
            _ = file[i];
        }

        foreach (DeepNet _ in file)
        {
        }
    }

    /// <summary>Reads a published file of graphs.</summary>
    public static void Published(string path)
    {
        using PublishedDeepNets file = OpenPublished(path);
        for (int i = 0; i < file.Count; i++)
        {
            file.Graph(i);
        }
    }

    /// <summary>That a file lacks a split is documented as a wrong argument.</summary>
    private static PublishedDeepNets OpenPublished(string path)
    {
        try
        {
            return PublishedDeepNets.Open(path, "train");
        }
        catch (InvalidRequestException error) when (error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidFileException(error.Message, error);
        }
    }

    /// <summary>Reads the published networks beside a file of graphs.</summary>
    public static void PublishedMetadata(string path)
    {
        using PublishedDeepNets file = OpenPublished(path.Replace("_meta.json", ".hdf5", StringComparison.Ordinal));
        foreach (DeepNet _ in file)
        {
        }
    }

    /// <summary>Reads every byte, so that a tensor outside its memory is found out.</summary>
    private static int Touch(object? value) => value switch
    {
        Tensor tensor => tensor.Bytes(0, int.MaxValue).IndexOf((byte)0xa5),
        string => 0,
        IReadOnlyDictionary<string, object?> dictionary => dictionary.Values.Sum(Touch),
        System.Collections.IEnumerable list => list.Cast<object?>().Sum(Touch),
        _ => 0,
    };
}

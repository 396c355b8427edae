using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Training.Tests;

/// <summary>The reference's training of two small GHNs: networks, images, losses, gradients, and what five steps came to.</summary>
internal static class GoldenTraining
{
    /// <summary>The last layers of the decoders, which are a fraction of those of the GHNs that predictions were made with.</summary>
    private static readonly string[] Damped = ["decoder.conv.2.weight", "decoder_1d.fc.2.weight", "decoder.class_layer_predictor.1.weight"];

    /// <summary>A GHN as the reference trained it.</summary>
    /// <param name="name">GHN-2 or GHN-3.</param>
    public static TrainableHyperNetwork Ghn(string name)
    {
        (string file, float factor) = name == "GHN-3" ? ("ghn3_micro_c10.pt", 0.3f) : ("ghn2_micro_c10.pt", 0.4f);
        using HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(Repository.Golden($"ghns/{file}"));
        TrainableHyperNetwork ghn = TrainableHyperNetwork.From(checkpoint);
        foreach (string layer in Damped)
        {
            Span<float> values = ghn.Parameters[layer].Values;
            TensorPrimitives.Multiply(values, factor, values);
        }

        return ghn;
    }

    /// <summary>A network.</summary>
    public static TrainingArchitecture Network(string name)
    {
        using JsonDocument networks = JsonDocument.Parse(Read("nets.json.gz"));
        return new TrainingArchitecture(DeepNetJson.Parse(networks.RootElement.GetProperty(name), name).ToNetwork(name: name));
    }

    /// <summary>The images that all networks see.</summary>
    /// <param name="nudge">Not at all if 0, else by at most half a millionth of each value, each time otherwise.</param>
    public static ImageBatch Images(int nudge = 0)
    {
        using StateDict inputs = StateDict.Load(Repository.Golden("training/inputs.npz"));
        Tensor images = Tensor.From<float>(inputs["x"].Values, inputs["x"].Shape);
        var random = new Random(nudge);
        foreach (ref float value in nudge == 0 ? [] : images.Values)
        {
            value *= 1 + (1e-6f * (random.NextSingle() - 0.5f));
        }

        return new ImageBatch(images, [.. inputs["y"].Elements<long>().ToArray().Select(label => (int)label)]);
    }

    /// <summary>What the reference computed for some networks.</summary>
    public static GoldenGradients Gradients(string ghn, string entry) => Entry<GoldenGradients>(ghn, entry);

    /// <summary>What five steps of the reference came to.</summary>
    public static GoldenSteps Steps(string ghn) =>
        Entry<GoldenSteps>(ghn, ghn == "GHN-3" ? "opt5_batch4_fixed_gather" : "opt5_batch4_reference");

    private static T Entry<T>(string ghn, string entry)
    {
        using JsonDocument file = JsonDocument.Parse(Read(ghn == "GHN-3" ? "ghn3_train_c10.json.gz" : "ghn2_train_c10.json.gz"));
        return file.RootElement.GetProperty(entry).Deserialize<T>()!;
    }

    private static byte[] Read(string name)
    {
        using FileStream file = File.OpenRead(Repository.Golden($"training/{name}"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Losses and gradients of one meta-batch.</summary>
internal sealed record GoldenGradients(
    [property: JsonPropertyName("nets")] string[] Networks,
    [property: JsonPropertyName("gamma")] double Regularization,
    [property: JsonPropertyName("loss_total")] double Loss,
    [property: JsonPropertyName("ce_per_net")] double[] CrossEntropies,
    [property: JsonPropertyName("pred_param_reg(gamma*sum_norms, before /n)")] double RegularizationLoss,
    [property: JsonPropertyName("total_grad_norm")] double Norm,
    [property: JsonPropertyName("grads")] Dictionary<string, GoldenSample> Gradients);

/// <summary>Five steps with one meta-batch, and the parameters after them.</summary>
internal sealed record GoldenSteps(
    [property: JsonPropertyName("steps")] GoldenStep[] Steps,
    [property: JsonPropertyName("final_params")] Dictionary<string, GoldenSample> Parameters);

/// <summary>One of these steps.</summary>
internal sealed record GoldenStep(
    [property: JsonPropertyName("loss")] double Loss,
    [property: JsonPropertyName("ce_per_net")] double[] CrossEntropies,
    [property: JsonPropertyName("grad_norm_before_clip")] double Norm);

/// <summary>The norm of a tensor, and some of its elements.</summary>
internal sealed record GoldenSample(
    [property: JsonPropertyName("l2")] double Norm,
    [property: JsonPropertyName("idx")] int[] Elements,
    [property: JsonPropertyName("values")] double[] Values)
{
    /// <summary>
    /// The greatest error of a tensor's norm and of its sampled elements, relative to the norm and to the root mean square.
    /// </summary>
    public double ErrorOf(Tensor tensor)
    {
        double scale = Norm / Math.Sqrt(tensor.ElementCount);
        double ofNorm = Math.Abs(Math.Sqrt(SquaredNorm.Of(tensor)) - Norm) / Norm;
        double ofElements = Math.Sqrt(Elements.Zip(Values).Average(pair => Math.Pow(tensor.Values[pair.First] - pair.Second, 2))) / scale;
        return Math.Max(ofNorm, ofElements);
    }
}

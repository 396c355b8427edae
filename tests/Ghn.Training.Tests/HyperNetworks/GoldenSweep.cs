using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Training.Tests;

/// <summary>
/// The reference's training step for each of 51 drawn networks, most of them with squeeze-and-excitation or attention. The GHN and the
/// images are hashes of their place (<c>tests/Golden/README.md</c>), begun from a seed.
/// </summary>
internal sealed record GoldenSweep(
    [property: JsonPropertyName("seed")] ulong Seed,
    [property: JsonPropertyName("labels")] int[] Labels,
    [property: JsonPropertyName("checkpoint")] JsonElement[][] Checkpoint,
    [property: JsonPropertyName("nets")] Dictionary<string, GoldenSweepEntry> Networks)
{
    private const ulong ImagesIndex = 1_000_000;
    private const ulong OffsetsIndex = 1_000;

    private static readonly Lazy<GoldenSweep> File = new(Read);

    /// <summary>All of it.</summary>
    public static GoldenSweep Content => File.Value;

    /// <summary>The GHN: the file's parameters, each element times a number from 0.75 to 1.25, and moved by at most 0.02.</summary>
    /// <param name="nudge">Not nudged if 0, else by at most three ten-millionths of each value, each time otherwise.</param>
    public TrainableHyperNetwork Ghn(int nudge = 0)
    {
        using HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(Repository.Golden("ghns/ghn3_train_c10.pt"));
        TrainableHyperNetwork ghn = TrainableHyperNetwork.From(checkpoint);
        var random = new Random(nudge);
        for (int i = 0; i < Checkpoint.Length; i++)
        {
            Span<float> values = ghn.Parameters[Checkpoint[i][0].GetString()!].Values;
            for (int e = 0; e < values.Length; e++)
            {
                double factor = 0.75 + (At((ulong)i, (ulong)e) / 2);
                double value = (values[e] * factor) + (0.02 * ((2 * At(OffsetsIndex + (ulong)i, (ulong)e)) - 1));
                values[e] = (float)(nudge == 0 ? value : value * Nudge(random));
            }
        }

        return ghn;
    }

    /// <summary>The images that all networks see.</summary>
    /// <param name="nudge">Not nudged if 0, else by at most three ten-millionths of each value, each time otherwise.</param>
    public ImageBatch Images(int nudge = 0)
    {
        Tensor images = Tensor.Allocate([Labels.Length, 3, 32, 32]);
        var random = new Random(nudge);
        for (int e = 0; e < images.Values.Length; e++)
        {
            float value = (float)(1.5 * ((2 * At(ImagesIndex, (ulong)e)) - 1));
            images.Values[e] = nudge == 0 ? value : (float)(value * Nudge(random));
        }

        return new ImageBatch(images, Labels);
    }

    private static double Nudge(Random random) => 1 + (3e-7 * ((2 * random.NextDouble()) - 1));

    /// <summary>The number in [0, 1) at a place, of 24 bits.</summary>
    private double At(ulong tensor, ulong element)
    {
        ulong bits = ((Seed * 0x9E3779B97F4A7C15) + (tensor * 0xD1B54A32D192ED03) + element + 1) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return ((bits ^ (bits >> 31)) >> 40) * (1.0 / (1 << 24));
    }

    private static GoldenSweep Read()
    {
        using FileStream file = System.IO.File.OpenRead(Repository.Golden("deepnets/excitation/sweep.json.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<GoldenSweep>(content)!;
    }
}

/// <summary>The step of one network.</summary>
internal sealed record GoldenSweepEntry(
    [property: JsonPropertyName("genotype")] JsonElement Genotype,
    [property: JsonPropertyName("net_args")] JsonElement Arguments,
    [property: JsonPropertyName("loss")] double Loss,
    [property: JsonPropertyName("sum_of_norms")] double SumOfNorms,
    [property: JsonPropertyName("grad_norm")] double GradientNorm,
    [property: JsonPropertyName("grads")] Dictionary<string, GoldenSweepGradient> Gradients,
    [property: JsonPropertyName("logits")] float[][] Logits)
{
    /// <summary>The network that the logits are of.</summary>
    public DeepNet Architecture =>
        DeepNetJson.Parse(JsonSerializer.SerializeToElement(new { genotype = Genotype, net_args = Arguments }), "sweep.json.gz");

    /// <summary>The network that the step is of: with a classifier of one layer, and so without dropout.</summary>
    public DeepNet TrainedArchitecture =>
        Architecture with { Configuration = Architecture.Configuration with { ClassifierLayers = 1 } };
}

/// <summary>The norm of the gradient of a GHN's parameter.</summary>
internal sealed record GoldenSweepGradient([property: JsonPropertyName("l2")] double Norm);

using System.Text.Json.Serialization;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What the reference made of weights when it made them orthogonal.</summary>
internal sealed record GoldenOrth(OrthCase[] Cases, Dictionary<string, OrthNetwork> Networks)
{
    public static GoldenOrth Read() => GoldenFiles.Json<GoldenOrth>("orth", "orth.json.gz");
}

/// <summary>A weight whose elements come from a formula, and what became of it in float32 and in float64.</summary>
internal sealed record OrthCase(
    int[] Shape,
    uint Seed,
    OrthSamples Input,
    OrthSamples Output,
    [property: JsonPropertyName("output_float64")] OrthSamples OutputFloat64)
{
    /// <summary>The elements that the case starts from: a hash of each position.</summary>
    public float[] Elements()
    {
        float[] elements = new float[Shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < elements.Length; i++)
        {
            uint hash = ((uint)i + Seed) * 2654435761;
            hash = (hash ^ (hash >> 16)) * 2246822519;
            hash = (hash ^ (hash >> 13)) * 3266489917;
            elements[i] = (float)(((hash ^ (hash >> 16)) / 4294967296.0) - 0.5);
        }

        return elements;
    }

    public override string ToString() => string.Join('x', Shape);
}

/// <summary>Statistics of a tensor and samples at flat positions.</summary>
internal sealed record OrthSamples(double Mean, double Std, double L2, double Min, double Max, int[] Idx, double[] Values);

/// <summary>A network whose predicted weights the reference made orthogonal.</summary>
internal sealed record OrthNetwork(
    string Ghn,
    string[] Changed,
    [property: JsonPropertyName("unchanged_2d+")] string[] Unchanged,
    [property: JsonPropertyName("numerical_rank_vs_full_before")] Dictionary<string, int[]> Ranks,
    [property: JsonPropertyName("stats_after")] GoldenTensor[] After);

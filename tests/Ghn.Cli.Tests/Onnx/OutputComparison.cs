using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Outputs that the tool wrote, beside those that are right.</summary>
internal static class OutputComparison
{
    /// <summary>How far they may lie apart, as a share of the largest.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>
    /// How many times farther than by rounding the images alone: every layer rounds, and a few dozen independent roundings make a distance
    /// of some times that of one, as the root of their number.
    /// </summary>
    private const double RoundingOfLayers = 4;

    /// <summary>What is wrong with the outputs in a file, or null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What they should be.</param>
    /// <param name="whose">Where that is from.</param>
    /// <param name="nearby">
    /// What they are for images that differ by rounding, from the same source, where rounding may be amplified; null for nowhere.
    /// </param>
    public static string? Fault(string path, IReadOnlyList<float[]> expected, string whose, IReadOnlyList<float[]>? nearby = null)
    {
        using StateDict outputs = StateDict.Load(path);
        if (outputs.Count != expected.Count)
        {
            return $"{outputs.Count} of {expected.Count} outputs";
        }

        foreach ((int place, (float[] wanted, Tensor output)) in expected.Zip(outputs.Select(entry => entry.Value)).Index())
        {
            double rounding = nearby is null ? 0 : Distance(wanted, nearby[place]);
            double scale = wanted.Max(Math.Abs);
            if (wanted.Length != output.ElementCount)
            {
                return $"an output of {output.ElementCount} numbers, not {wanted.Length}";
            }

            if (!(Distance(wanted, output.Values.ToArray()) <= Math.Max(Tolerance * scale, RoundingOfLayers * rounding)))
            {
                return $"other numbers than {whose}";
            }
        }

        return null;
    }

    private static double Distance(float[] left, float[] right) => left.Zip(right).Max(pair => Math.Abs((double)pair.First - pair.Second));
}

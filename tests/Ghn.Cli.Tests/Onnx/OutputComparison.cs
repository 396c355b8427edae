using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Outputs that the tool wrote, beside those that are right.</summary>
internal static class OutputComparison
{
    /// <summary>How far they may lie apart, as a share of the largest.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>What is wrong with the outputs in a file, or null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What they should be.</param>
    /// <param name="whose">Where that is from.</param>
    public static string? Fault(string path, IReadOnlyList<float[]> expected, string whose)
    {
        using StateDict outputs = StateDict.Load(path);
        if (outputs.Count != expected.Count)
        {
            return $"{outputs.Count} of {expected.Count} outputs";
        }

        foreach ((float[] wanted, Tensor output) in expected.Zip(outputs.Select(entry => entry.Value)))
        {
            double scale = wanted.Max(Math.Abs);
            if (wanted.Length != output.ElementCount)
            {
                return $"an output of {output.ElementCount} numbers, not {wanted.Length}";
            }

            double distance = wanted.Zip(output.Values.ToArray()).Max(pair => Math.Abs((double)pair.First - pair.Second));
            if (!(distance <= Tolerance * scale))
            {
                return $"other numbers than {whose}";
            }
        }

        return null;
    }
}

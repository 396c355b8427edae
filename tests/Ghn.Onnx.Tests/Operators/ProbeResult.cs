using Ghn.Tensors;
using Ghn.Tensors.Files;
using Microsoft.ML.OnnxRuntime;

namespace Ghn.Onnx.Tests;

/// <summary>What becomes of a probe's file.</summary>
/// <param name="Numbers">What it gives; null if it is refused.</param>
/// <param name="Shape">The shape of that.</param>
/// <param name="Refusal">What is said of it; null if it is read.</param>
internal sealed record ProbeResult(float[]? Numbers, int[] Shape, string? Refusal)
{
    /// <summary>How far numbers may lie apart, as a share of the largest.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Imports a file, and runs it.</summary>
    public static ProbeResult Of(OperatorProbe probe)
    {
        ProbeResult? result = null;
        GoldenOnnx.WithFile(probe.Bytes(), path => result = Run(path));
        return result!;
    }

    /// <summary>What ONNX Runtime makes of a file.</summary>
    public static ProbeResult Right(OperatorProbe probe)
    {
        ProbeResult? right = null;
        using Tensor images = Images();
        GoldenOnnx.WithFile(probe.Bytes(), path =>
        {
            try
            {
                using Tensor output = OnnxRuntimeOracle.First(path, images);
                right = new ProbeResult(output.Values.ToArray(), [.. output.Shape], null);
            }
            catch (OnnxRuntimeException error)
            {
                right = new ProbeResult(null, [], error.Message);
            }
        });
        return right!;
    }

    /// <summary>
    /// Whether another result is the same, but for rounding and dimensions of 1 at the end, which outputs lose; what is no number,
    /// such as the root of −1, is none in both.
    /// </summary>
    public bool IsLike(ProbeResult other)
    {
        if (Numbers is null || other.Numbers is null || !Significant(Shape).SequenceEqual(Significant(other.Shape)))
        {
            return false;
        }

        double scale = Numbers.Where(float.IsFinite).Select(Math.Abs).Max();
        return Numbers.Zip(other.Numbers).All(pair =>
            pair.First.Equals(pair.Second) || Math.Abs((double)pair.First - pair.Second) <= Tolerance * scale);
    }

    private static ProbeResult Run(string path)
    {
        try
        {
            var file = OnnxModel.Load(path);
            using var model = new Ghn.Networks.Execution.Model(file.Network, file.Weights);
            using Tensor images = Images();
            using Tensor output = model.Predict(images);
            return new ProbeResult(output.Values.ToArray(), [.. output.Shape], null);
        }
        catch (InvalidFileException error)
        {
            return new ProbeResult(null, [], error.Message[(error.Message.IndexOf(", ", StringComparison.Ordinal) + 2)..]);
        }
    }

    private static IEnumerable<int> Significant(int[] shape) => shape.Reverse().SkipWhile(size => size == 1);

    private static Tensor Images() => HashedValues.Images(6);
}

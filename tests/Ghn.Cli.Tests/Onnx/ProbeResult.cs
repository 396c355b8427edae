using Ghn.Networks.Tests;
using Ghn.Onnx;
using Ghn.Onnx.Tests;
using Ghn.Tensors;

namespace Ghn.Cli.Tests;

/// <summary>What becomes of a probe's file.</summary>
/// <param name="Numbers">What its network gives; null if it is refused.</param>
/// <param name="Refusal">What is said of it; null if it is read.</param>
internal sealed record ProbeResult(float[]? Numbers, string? Refusal)
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

    /// <summary>What ONNX Runtime gives of a file; null if it refuses it.</summary>
    public static float[]? Right(OperatorProbe probe)
    {
        float[]? right = null;
        using Tensor images = Images();
        GoldenOnnx.WithFile(probe.Bytes(), path =>
        {
            try
            {
                right = OnnxRuntimeOracle.Run(path, images)[0];
            }
            catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
            {
                right = null;
            }
        });
        return right;
    }

    /// <summary>Whether two results are the same, but for rounding.</summary>
    public static bool AreEqual(float[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs);
        return expected.Length == actual.Length
            && expected.Zip(actual).All(pair => Math.Abs((double)pair.First - pair.Second) <= Tolerance * scale);
    }

    private static ProbeResult Run(string path)
    {
        try
        {
            var file = OnnxModel.Load(path);
            using var model = new Networks.Model(file.Network, file.Weights);
            using Tensor images = Images();
            using Tensor output = model.Predict(images);
            return new ProbeResult(output.Values.ToArray(), null);
        }
        catch (InvalidFileException error)
        {
            return new ProbeResult(null, error.Message[(error.Message.IndexOf(", ", StringComparison.Ordinal) + 2)..]);
        }
    }

    private static Tensor Images() => HashedValues.Images(6);
}

using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Networks that PyTorch exported compute what they computed there.</summary>
public class ImportedNetworkTests
{
    /// <summary>Relative, in Euclidean length; PyTorch's own float32 is as far from its float64.</summary>
    private const double Tolerance = 5e-6;

    public static TheoryData<string> Files => [.. GoldenOnnx.Names("onnx")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Outputs_equal_those_recorded(string name)
    {
        OnnxModel imported = GoldenOnnx.Load("onnx", name);
        using StateDict recorded = GoldenOnnx.Recorded(name);
        using var model = new Model(imported.Network, imported.Weights);
        using Tensor output = model.Predict(recorded["input"]);

        Span<double> expected = recorded["output_f64"].Elements<double>();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(output.Values[i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        Assert.InRange(Math.Sqrt(difference / norm), 0, Tolerance);
    }
}

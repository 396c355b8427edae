using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Networks that PyTorch exported compute what they computed there.</summary>
public class ImportedNetworkTests
{
    /// <summary>Relative, in Euclidean length; PyTorch's own float32 is as far from its float64.</summary>
    private const double Tolerance = 5e-6;

    private const long MostParameters = 30_000_000;

    public static TheoryData<string> Files => [.. GoldenOnnx.Names("onnx")];

    /// <summary>A file of each network whose logits at full size are recorded, but for the slowest.</summary>
    public static TheoryData<string> NetworksWithoutWeights =>
    [
        .. GoldenOnnx.Names("onnx_noweights").Where(name => name.EndsWith("__op13_preserve", StringComparison.Ordinal)
            && Zoo.Create(name.Split("__")[0]).ParameterCount <= MostParameters),
    ];

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

    [Theory]
    [MemberData(nameof(NetworksWithoutWeights))]
    public void Networks_without_weights_take_torchvisions_by_name_and_compute_its_logits(string file)
    {
        string name = file.Split("__")[0];
        GoldenModel golden = GoldenExecution.Models[name];
        GoldenCase recorded = golden.Cases["full_eval"];
        Network imported = GoldenOnnx.Load("onnx_noweights", file).Network;
        using StateDict state = HashedValues.StateOf(Zoo.Create(name), golden.Gain);
        var weights = new StateDict();
        foreach (StateSpec entry in imported.State)
        {
            weights.Add(entry.Name, state[entry.Name]);
        }

        using var model = new Model(imported, weights);
        using Tensor images = HashedValues.Images(recorded.Size);
        using Tensor logits = model.Predict(images);
        GoldenOutput expected = recorded.Outputs.Values.First();
        double greatest = expected.Values.Max(pair => Math.Abs(pair[1] - logits.Values[(int)pair[0]]));
        Assert.InRange(greatest, 0, 10 * expected.Noise[0]);
    }
}

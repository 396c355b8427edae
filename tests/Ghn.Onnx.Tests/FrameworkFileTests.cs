using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>Networks from other frameworks, which keep channels last, pad on two sides and write layers as several operations.</summary>
public class FrameworkFileTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<string> Files => [.. FrameworkFile.Names];

    public static TheoryData<string> FilesWithTwins => [.. FrameworkTwins.Names];

    [Theory, MemberData(nameof(Files))]
    public void Outputs_equal_those_of_ONNX_Runtime(string name)
    {
        var file = new FrameworkFile(name);
        using var model = new Networks.Execution.Model(file.Model.Network, file.Model.Weights);
        using Tensor output = model.Predict(file.Images);
        Assert.InRange(FrameworkFile.Distance(file.Output.Values.ToArray(), output.Values.ToArray()), 0, Tolerance);
    }

    [Theory, MemberData(nameof(FilesWithTwins))]
    public void A_twin_in_CSharp_takes_the_weights_one_after_the_other_and_computes_the_same(string name)
    {
        var file = new FrameworkFile(name);
        Network twin = FrameworkTwins.Create(name);
        StateSpec[] theirs = [.. twin.State.Where(entry => !entry.Name.EndsWith("tracked", StringComparison.Ordinal))];
        Assert.Equal(theirs.Select(entry => entry.Shape), file.Model.Weights.Select(entry => entry.Value.Shape));
        var weights = new StateDict();
        foreach ((StateSpec entry, Tensor value) in theirs.Zip(file.Model.Weights.Select(entry => entry.Value)))
        {
            weights.Add(entry.Name, value);
        }

        using var model = new Networks.Execution.Model(twin, weights);
        using Tensor output = model.Predict(file.Images);
        Assert.InRange(FrameworkFile.Distance(file.Output.Values.ToArray(), output.Values.ToArray()), 0, Tolerance);
    }

    [Theory, MemberData(nameof(Files))]
    public void Files_with_other_weights_compute_in_ONNX_Runtime_what_the_network_computes_with_them(string name)
    {
        var file = new FrameworkFile(name);
        using StateDict weights = file.Model.Network.Initialize(seed: 5);
        foreach ((string entry, Tensor value) in weights.Where(entry => entry.Key.EndsWith("running_mean", StringComparison.Ordinal)))
        {
            value.Values.Fill(0.1f);
            weights[entry.Replace("running_mean", "running_var", StringComparison.Ordinal)].Values.Fill(1.5f);
        }

        using var model = new Networks.Execution.Model(file.Model.Network, weights);
        using Tensor expected = model.Predict(file.Images);
        string folder = Directory.CreateTempSubdirectory("ghn-onnx-").FullName;
        try
        {
            string path = Path.Combine(folder, "after.onnx");
            OnnxExport.Save(path, file.Model, weights);
            float[] actual = OnnxRuntimeOracle.Run(path, file.FileImages)[0];
            Assert.InRange(FrameworkFile.Distance(expected.Values.ToArray(), actual), 0, Tolerance);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("keras_sequential")]
    [InlineData("keras_channels_last")]
    public void Batch_normalisation_without_statistics_is_told_of(string name) =>
        Assert.Contains("lacks their statistics", Assert.Single(new FrameworkFile(name).Model.Warnings), StringComparison.Ordinal);

    [Fact]
    public void Batch_normalisation_that_tf2onnx_folded_is_told_of()
    {
        string warning = Assert.Single(new FrameworkFile("keras_mobilenet_v2").Model.Warnings);
        Assert.Contains("10 convolutions", warning, StringComparison.Ordinal);
        Assert.Contains("tf2onnx", warning, StringComparison.Ordinal);
    }
}

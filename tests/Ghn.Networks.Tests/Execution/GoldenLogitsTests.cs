using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>All networks compute what torchvision's compute, up to ten times what its own rounding does.</summary>
public class GoldenLogitsTests
{
    /// <summary>The most parameters of a network that a test run spends time on at full size.</summary>
    private const long MostParametersAtFullSize = 30_000_000;

    private static readonly ExecutionMode TrainingWithoutDropout = ExecutionMode.Training with { DropsOut = false };

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((string network, GoldenModel model) in GoldenExecution.Models)
        {
            foreach (string name in model.Cases.Keys.Where(name => IsWorthwhile(network, name)))
            {
                data.Add(network, name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_equal_torchvisions(string network, string name)
    {
        GoldenModel golden = GoldenExecution.Models[network];
        GoldenCase expected = golden.Cases[name];
        Network architecture = Zoo.Create(network);
        using StateDict state = HashedValues.StateOf(architecture, golden.Gain);
        using var model = new Model(architecture, state);
        using Tensor images = HashedValues.Images(expected.Size);
        bool isTraining = name.EndsWith("train", StringComparison.Ordinal);
        using ForwardPass pass = model.Forward(images, isTraining ? TrainingWithoutDropout : ExecutionMode.Evaluation);

        // The reference calls the heads of GoogLeNet aux2 and aux1 in the order in which they run.
        GoldenOutput[] outputs = [.. expected.Outputs.Values];
        Assert.Equal(outputs.Length, pass.Outputs.Count);
        for (int i = 0; i < outputs.Length; i++)
        {
            RequireEqual(outputs[i], pass.Outputs[i].Value);
        }

        foreach (GoldenStatistics statistics in expected.BatchNorm)
        {
            RequireEqual(statistics.Mean, model.State[$"{statistics.Name}.running_mean"], outputs[0].Noise[1]);
            RequireEqual(statistics.Variance, model.State[$"{statistics.Name}.running_var"], outputs[0].Noise[1]);
            Assert.Equal(1, model.State[$"{statistics.Name}.num_batches_tracked"].Elements<long>()[0]);
        }
    }

    private static bool IsWorthwhile(string network, string name) => name switch
    {
        "small_eval" or "small_train" => true,
        "full_train" => network is "googlenet" or "inception_v3",
        _ => network.StartsWith("vit", StringComparison.Ordinal) || Zoo.Create(network).ParameterCount <= MostParametersAtFullSize,
    };

    private static void RequireEqual(GoldenOutput expected, Tensor actual)
    {
        double greatest = expected.Values.Max(pair => Math.Abs(pair[1] - actual.Values[(int)pair[0]]));
        Assert.True(greatest <= 10 * expected.Noise[0], $"A logit is {greatest:g3} off, which is more than 10 × {expected.Noise[0]:g3}.");
        double norm = Euclid.Norm(actual);
        Assert.Equal(expected.Norm, norm, 10 * expected.Noise[1] * expected.Norm);
    }

    private static void RequireEqual(double[][] expected, Tensor actual, double noise)
    {
        foreach (double[] pair in expected)
        {
            Assert.Equal(pair[1], actual.Values[(int)pair[0]], 10 * noise * Math.Max(Math.Abs(pair[1]), 0.2));
        }
    }
}

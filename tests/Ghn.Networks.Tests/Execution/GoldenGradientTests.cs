using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Losses and gradients are PyTorch's, up to ten times what its own rounding does.</summary>
public class GoldenGradientTests
{
    /// <summary>The distance between neighbouring float32 numbers at 1: no computation is expected to be better.</summary>
    private const double Rounding = 1.2e-7;

    /// <summary>
    /// Where the reference's own noise exceeds this, a ReLU or the winner of a pool flips between its float32 and its
    /// float64, which changes the gradients of all layers before it.
    /// </summary>
    private const double NoiseOfFlips = 1e-4;

    public static TheoryData<string> Quiet() => Names(golden => golden.Noise < NoiseOfFlips);

    public static TheoryData<string> Noisy() => Names(golden => golden.Noise >= NoiseOfFlips);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Gradients_equal_PyTorchs_one_by_one(string name)
    {
        GoldenGradients golden = GoldenExecution.Gradients[name];
        var failures = new List<string>();
        Propagate(golden, (expected, actual) =>
        {
            double tolerance = 10 * Math.Max(expected.Noise, Rounding) * expected.Norm;
            double distance = Math.Sqrt(SquaredDistance(expected, actual));
            double norm = Euclid.Norm(actual);
            if (!(distance <= tolerance) || !(Math.Abs(norm - expected.Norm) <= tolerance))
            {
                failures.Add($"{expected.Name}: {distance:g3} off, norm {norm:g6} for {expected.Norm:g6}, tolerance {tolerance:g3}");
            }
        });
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Theory]
    [MemberData(nameof(Noisy))]
    public void Gradients_that_flip_equal_PyTorchs_as_a_whole(string name)
    {
        GoldenGradients golden = GoldenExecution.Gradients[name];
        double squaredDistance = 0;
        double squaredNorm = 0;
        Propagate(golden, (expected, actual) =>
        {
            squaredDistance += SquaredDistance(expected, actual);
            squaredNorm += expected.Name == golden.Input.Name ? 0 : Math.Pow(Euclid.Norm(actual), 2);
        });
        Assert.InRange(Math.Sqrt(squaredDistance), 0, 10 * golden.Noise * golden.Norm);
        Assert.Equal(golden.Norm, Math.Sqrt(squaredNorm), 10 * golden.Noise * golden.Norm);
    }

    private static TheoryData<string> Names(Func<GoldenGradients, bool> condition) =>
        [.. GoldenExecution.Gradients.Where(pair => condition(pair.Value)).Select(pair => pair.Key)];

    private static void Propagate(GoldenGradients golden, Action<GoldenGradient, Tensor> compare)
    {
        Network architecture = Build(golden.Network);
        using StateDict state = HashedValues.StateOf(architecture, golden.Gain);
        using var model = new Model(architecture, state);
        using Tensor images = HashedValues.Images(golden.Size);
        ExecutionMode mode = golden.Mode == "train"
            ? ExecutionMode.Training with { DropsOut = false, HasAuxiliaryOutputs = golden.AuxiliaryWeight > 0 }
            : ExecutionMode.Evaluation;
        using ForwardPass pass = model.Forward(images, mode, needsInputGradient: true);
        Variable loss = Loss(pass, golden);
        Assert.Equal(golden.Loss, loss.Value.Values[0], 1e-5 * golden.Loss);

        using StateDict gradients = pass.Backward(loss);
        Assert.Equal(golden.Parameters.Select(parameter => parameter.Name), gradients.Names);
        foreach (GoldenGradient expected in golden.Parameters)
        {
            compare(expected, gradients[expected.Name]);
        }

        compare(golden.Input, pass.InputGradient!);
    }

    private static double SquaredDistance(GoldenGradient expected, Tensor actual) =>
        expected.Values.Sum(pair => Math.Pow(pair[1] - actual.Values[(int)pair[0]], 2));

    private static Network Build(string name) => name switch
    {
        "shallow_resnet" => new ResNet(name, Bottleneck: true, [1, 1, 1, 1]).Build(new ZooOptions(1000, 224)),
        "shallow_densenet" => new DenseNet(name, GrowthRate: 32, [2, 2, 2, 2], StemChannels: 64).Build(new ZooOptions(1000, 224)),
        _ => Zoo.Create(name),
    };

    private static Variable Loss(ForwardPass pass, GoldenGradients golden)
    {
        Variable loss = pass.Logits.CrossEntropy(golden.Labels);
        foreach (Variable auxiliary in pass.Outputs.Skip(1))
        {
            loss = loss.Add(auxiliary.CrossEntropy(golden.Labels).Scale((float)golden.AuxiliaryWeight));
        }

        return loss;
    }
}

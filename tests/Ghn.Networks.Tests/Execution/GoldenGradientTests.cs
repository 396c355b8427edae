using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Tests;

/// <summary>
/// Losses and gradients are PyTorch's, up to ten times what its own rounding does. A gradient jumps where the argument of a ReLU changes
/// its sign, or another position wins a pool; of those that lie next to such a corner, rounding picks the side, and two builds of
/// PyTorch differ. So gradients are compared one by one where a few nudges keep all functions off their corners, and,
/// without nudges, as a whole where PyTorch's own float32 and float64 are on different sides.
/// </summary>
public class GoldenGradientTests
{
    /// <summary>The distance between neighbouring float32 numbers at 1: no computation is expected to be better.</summary>
    private const double Rounding = 1.2e-7;

    /// <summary>Where PyTorch's float32 and float64 are further apart, they are on different sides of a corner.</summary>
    private const double NoiseOfFlips = 1e-4;

    public static TheoryData<string> All() => Names(_ => true);

    public static TheoryData<string> Noisy() => Names(golden => golden.Noise >= NoiseOfFlips);

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_off_corners_equal_PyTorchs_one_by_one(string name)
    {
        GoldenGradients recorded = GoldenExecution.Gradients[name];
        NudgedGradients nudged = GoldenExecution.Nudged[name];
        using StateDict gradients = Propagate(recorded, nudged.Nudges, nudged.Loss);
        var failures = new List<string>();
        RequireExact(nudged, gradients, failures);
        if (recorded.Noise < NoiseOfFlips)
        {
            RequireRecorded(recorded, gradients, failures);
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Theory]
    [MemberData(nameof(Noisy))]
    public void Gradients_that_flip_equal_PyTorchs_as_a_whole(string name)
    {
        GoldenGradients golden = GoldenExecution.Gradients[name];
        using StateDict gradients = Propagate(golden, new Dictionary<string, double[][]>(), golden.Loss);
        double squaredDistance = golden.Parameters.Append(golden.Input)
            .Sum(expected => SquaredDistance(expected, gradients[expected.Name]));
        double squaredNorm = golden.Parameters.Sum(expected => Math.Pow(Euclid.Norm(gradients[expected.Name]), 2));
        Assert.InRange(Math.Sqrt(squaredDistance), 0, 10 * golden.Noise * golden.Norm);
        Assert.Equal(golden.Norm, Math.Sqrt(squaredNorm), 10 * golden.Noise * golden.Norm);
    }

    /// <summary>Compares with float64; a random projection sees every element of a gradient.</summary>
    private static void RequireExact(NudgedGradients golden, StateDict gradients, List<string> failures)
    {
        for (int i = 0; i < golden.Gradients.Count; i++)
        {
            NudgedGradient expected = golden.Gradients[i];
            Tensor actual = gradients[expected.Name];
            double tolerance = 10 * Math.Max(expected.Distance, Rounding * expected.Norm);
            double norm = Euclid.Norm(actual);
            double[] projections = HashedValues.Projections(actual, i);
            double distance = projections.Zip(expected.Projections, (a, b) => Math.Abs(a - b)).Max();
            if (!(distance <= tolerance) || !(Math.Abs(norm - expected.Norm) <= tolerance))
            {
                failures.Add(
                    $"{expected.Name}: {distance:g3} off float64, norm {norm:g6} for {expected.Norm:g6}, tolerance {tolerance:g3}");
            }
        }
    }

    private static void RequireRecorded(GoldenGradients golden, StateDict gradients, List<string> failures)
    {
        foreach (GoldenGradient expected in golden.Parameters.Append(golden.Input))
        {
            Tensor actual = gradients[expected.Name];
            double tolerance = 10 * Math.Max(expected.Noise, Rounding) * expected.Norm;
            double distance = Math.Sqrt(SquaredDistance(expected, actual));
            double norm = Euclid.Norm(actual);
            if (!(distance <= tolerance) || !(Math.Abs(norm - expected.Norm) <= tolerance))
            {
                failures.Add($"{expected.Name}: {distance:g3} off, norm {norm:g6} for {expected.Norm:g6}, tolerance {tolerance:g3}");
            }
        }
    }

    private static TheoryData<string> Names(Func<GoldenGradients, bool> condition) =>
        [.. GoldenExecution.Gradients.Where(pair => condition(pair.Value)).Select(pair => pair.Key)];

    /// <summary>The gradients of all parameters that the loss depends on, then that of the images.</summary>
    private static StateDict Propagate(GoldenGradients golden, IReadOnlyDictionary<string, double[][]> nudges, double expectedLoss)
    {
        Network architecture = Build(golden.Network);
        using StateDict state = HashedValues.StateOf(architecture, golden.Gain);
        using var model = new Model(architecture, state);
        using Tensor images = HashedValues.Images(golden.Size);
        ExecutionMode mode = golden.Mode == "train"
            ? ExecutionMode.Training with { DropsOut = false, HasAuxiliaryOutputs = golden.AuxiliaryWeight > 0 }
            : ExecutionMode.Evaluation;
        using ForwardPass pass = nudges.Count == 0
            ? model.Forward(images, mode, needsInputGradient: true)
            : model.Forward(images, mode, nudges);
        Variable loss = Loss(pass, golden);
        Assert.Equal(expectedLoss, loss.Value.Values[0], 1e-5 * golden.Loss);

        StateDict gradients = pass.Backward(loss);
        Assert.Equal(golden.Parameters.Select(parameter => parameter.Name), gradients.Names);
        gradients.Add(golden.Input.Name, Tensor.From<float>(pass.InputGradient!.Values, images.Shape));
        return gradients;
    }

    private static double SquaredDistance(GoldenGradient expected, Tensor actual) =>
        expected.Values.Sum(pair => Math.Pow(pair[1] - actual.Values[(int)pair[0]], 2));

    private static Network Build(string name)
    {
        var options = new ZooOptions(1000, 224);
        return name switch
        {
            "shallow_resnet" => new ResNet(name, Bottleneck: true, [1, 1, 1, 1]).Build(options),
            "shallow_resnext" => new ResNet(name, Bottleneck: true, [1, 1, 1, 1], Groups: 32, WidthPerGroup: 4).Build(options),
            "shallow_densenet" => new DenseNet(name, GrowthRate: 32, [2, 2, 2, 2], StemChannels: 64).Build(options),
            "shallow_regnet_x" or "shallow_regnet_y" => new RegNet(
                name, [(48, 1), (104, 1), (208, 1), (440, 1)], GroupWidth: 8, SqueezeExcitation: name.EndsWith('y')).Build(options),
            _ => Zoo.Create(name),
        };
    }

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

using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Interpolation;
using Ghn.Tensors.Kernels.Pooling;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Tests.Autograd;

/// <summary>The gradients of every operation against central differences of its values.</summary>
public class FiniteDifferenceTests
{
    private const float Step = 1e-2f;

    private static readonly RunningStatistics Running = new(
        Tensor.From<float>([0.1f, -0.2f, 0.3f], [3]), Tensor.From<float>([0.9f, 1.1f, 1.3f], [3]), BatchCount: null);

    private static readonly Tensor PositionIndex = Tensor.From<long>([0, 1, 2, 1, 0, 1, 2, 1, 0], [9]);

    private static readonly Tensor Mask = Tensor.From<float>([0, -1, 0, -1, 0, -1, 0, -1, 0], [1, 3, 3]);

    private static readonly Dictionary<string, (Shape[] Shapes, Func<Variable[], Variable> Operation)> Operations = new()
    {
        ["convolve"] = ([[2, 3, 5, 4], [4, 3, 3, 2], [4]], x => x[0].Convolve(x[1], x[2], Geometry(groups: 1))),
        ["convolve in groups"] = ([[2, 6, 5, 4], [4, 3, 3, 2]], x => x[0].Convolve(x[1], null, Geometry(groups: 2))),
        ["convolve transposed"] = (
            [[2, 4, 3, 4], [4, 3, 3, 2], [3]], x => x[0].ConvolveTransposed(x[1], x[2], Geometry(groups: 1))),
        ["rms norm"] = ([[4, 7], [7]], x => x[0].RmsNorm(x[1], 1e-2)),
        ["rms norm without scale"] = ([[2, 3, 5]], x => x[0].RmsNorm(null, 1e-2)),
        ["linear"] = ([[2, 3, 5], [4, 5], [4]], x => x[0].Linear(x[1], x[2])),
        ["linear and rectified"] = ([[2, 3, 5], [4, 5], [4]], x => x[0].Linear(x[1], x[2], EpilogueFunction.Relu)),
        ["linear and gelu"] = ([[2, 3, 5], [4, 5], [4]], x => x[0].Linear(x[1], x[2], EpilogueFunction.Gelu)),
        ["batch norm by batch"] = ([[2, 3, 3, 2], [3], [3]], x => x[0].BatchNormWithBatchStatistics(x[1], x[2], 1e-5)),
        ["batch norm by running"] = ([[2, 3, 3, 2], [3], [3]], x => x[0].BatchNormWithRunningStatistics(x[1], x[2], 1e-5, Running)),
        ["batch norm and function"] = (
            [[2, 3, 5, 4], [3], [3]], x => x[0].BatchNormWithBatchStatistics<SiluFunction>(x[1], x[2], 1e-5, addend: null)),
        ["batch norm, sum and function"] = (
            [[2, 3, 3, 2], [3], [3], [2, 3, 3, 2]], x => x[0].BatchNormWithBatchStatistics<SigmoidFunction>(x[1], x[2], 1e-5, x[3])),
        ["batch norm and sum"] = (
            [[2, 3, 3, 2], [3], [3], [2, 3, 3, 2]], x =>
                x[0].BatchNormWithRunningStatistics<IdentityFunction>(x[1], x[2], 1e-5, x[3], Running)),
        ["batch norm by batch, without scale and shift"] = ([[2, 3, 3, 2]], x => x[0].BatchNormWithBatchStatistics(null, null, 1e-5)),
        ["batch norm by running and function, without scale and shift"] = (
            [[2, 3, 3, 2]], x => x[0].BatchNormWithRunningStatistics<SiluFunction>(null, null, 1e-5, addend: null, Running)),
        ["batch norm, sum and function, without scale and shift"] = (
            [[2, 3, 3, 2], [2, 3, 3, 2]], x => x[0].BatchNormWithBatchStatistics<SigmoidFunction>(null, null, 1e-5, x[1])),
        ["matrix product"] = ([[2, 3, 4, 5], [2, 3, 5, 2]], x => x[0].MatMul(x[1])),
        ["matrix product, transposed"] = ([[2, 3, 4, 5], [2, 3, 2, 5]], x => x[0].MatMul(x[1], isOtherTransposed: true)),
        ["matrix product of repetitions"] = ([[2, 1, 4, 5], [1, 3, 5, 2]], x => x[0].MatMul(x[1])),
        ["layer norm"] = ([[4, 7], [7], [7]], x => x[0].LayerNorm(x[1], x[2], 1e-5)),
        ["channel norm"] = ([[2, 5, 2, 3], [5], [5]], x => x[0].ChannelNorm(x[1], x[2], 1e-5)),
        ["layer norm without shift"] = ([[4, 7], [7]], x => x[0].LayerNorm(x[1], null, 1e-5)),
        ["channel norm without shift"] = ([[2, 5, 2, 3], [5]], x => x[0].ChannelNorm(x[1], null, 1e-5)),
        ["group norm"] = ([[2, 6, 3, 2], [6], [6]], x => x[0].GroupNorm(3, x[1], x[2], 1e-5)),
        ["group norm of one group, without scale and shift"] = ([[3, 4, 5]], x => x[0].GroupNorm(1, null, null, 1e-2)),
        ["layer norm without scale and shift"] = ([[4, 7]], x => x[0].LayerNorm(1e-5)),
        ["channel norm without scale and shift"] = ([[2, 5, 2, 3]], x => x[0].ChannelNorm(1e-5)),
        ["gelu"] = ([[37]], x => x[0].Gelu()),
        ["silu"] = ([[37]], x => x[0].Silu()),
        ["sigmoid"] = ([[37]], x => x[0].Sigmoid()),
        ["tanh"] = ([[37]], x => x[0].Tanh()),
        ["swish"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Swish, 1.7)),
        ["softsign"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Softsign)),
        ["error function"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Erf)),
        ["power"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Power, 4)),
        ["slanted hardsigmoid"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Hardsigmoid, 0.5, 0.42)),
        ["clip"] = ([[37]], x => x[0].Pointwise(PointwiseFunction.Clip, -0.52, 0.77)),
        ["quotient"] = (
            [[2, 3, 4], [2, 1, 4]], x => x[0].Combine(ArithmeticFunction.Divide, x[1].Pointwise(PointwiseFunction.Exp))),
        ["quotient of repetitions"] = (
            [[2, 3, 1], [2, 1, 4]], x => x[0].Combine(ArithmeticFunction.Divide, x[1].Pointwise(PointwiseFunction.Exp))),
        ["difference"] = ([[2, 3, 1], [2, 1, 4]], x => x[0].Combine(ArithmeticFunction.Subtract, x[1])),
        ["maximum"] = ([[2, 6]], x => x[0].Combine(ArithmeticFunction.Maximum, x[0].Scale(-1))),
        ["mean along axes"] = ([[2, 3, 2, 5]], x => x[0].Reduce(ReductionFunction.Mean, [3, 1])),
        ["norm along axes"] = ([[2, 3, 2, 5]], x => x[0].Reduce(ReductionFunction.L2, [1, 3])),
        ["maximum along an axis"] = ([[2, 3, 5]], x => x[0].Reduce(ReductionFunction.Max, [1])),
        ["leaky relu"] = ([[37]], x => x[0].LeakyRelu()),
        ["leaky relu of another slope"] = ([[37]], x => x[0].LeakyRelu(0.3)),
        ["elu"] = ([[37]], x => x[0].Elu()),
        ["elu with parameters"] = ([[37]], x => x[0].Elu(alpha: 0.7, scale: 1.3, steepness: 1.6)),
        ["mish"] = ([[37]], x => x[0].Mish()),
        ["softplus"] = ([[37]], x => x[0].Softplus()),
        ["gelu by tanh"] = ([[37]], x => x[0].GeluByTanh()),
        ["log of softmax"] = ([[5, 7]], x => x[0].LogSoftmax()),
        ["softmax"] = ([[5, 7]], x => x[0].Softmax()),
        ["hardswish"] = ([[37]], x => x[0].Hardswish()),
        ["hardsigmoid"] = ([[37]], x => x[0].Hardsigmoid()),
        ["relu"] = ([[37]], x => x[0].Relu()),
        ["relu6"] = ([[37]], x => x[0].Relu6()),
        ["average pool with dilation"] = (
            [[1, 2, 5, 6]],
            x => x[0].AveragePool(
                new PoolingWindow(2, 3, 2, 1, 1, 0) { DilationHeight = 2, DilationWidth = 2, EndPaddingWidth = 1 },
                countsPadding: true, 3, 3)),
        ["average pool"] = ([[1, 2, 5, 5]], x => x[0].AveragePool(new PoolingWindow(3, 2, 2, 2, 1, 0), countsPadding: false, 3, 3)),
        ["adaptive average pool"] = ([[1, 2, 5, 4]], x => x[0].AdaptiveAveragePool(3, 2)),
        ["max pool"] = ([[1, 2, 5, 5]], x => x[0].MaxPool(new PoolingWindow(2, 2, 2, 2, 0, 0), 2, 2)),
        ["enlarge"] = ([[1, 2, 3, 4]], x => x[0].Interpolate(Resampling.Bilinear, 7, 5)),
        ["reduce"] = (
            [[1, 2, 5, 4]],
            x => x[0].Interpolate(Resampling.Bilinear with { VerticalScale = 0.6, HorizontalScale = 0.6 }, 3, 2)),
        ["reduce by cubes of many pixels"] = (
            [[1, 2, 7, 5]], x => x[0].Interpolate(Resampling.Bicubic with { Antialiases = true, ExcludesOutside = true }, 3, 2)),
        ["repeat pixels"] = ([[1, 2, 3, 4]], x => x[0].Interpolate(Resampling.Nearest, 7, 3)),
        ["add"] = ([[3, 4], [3, 4]], x => x[0].Add(x[1])),
        ["add a variable to itself"] = ([[3, 4]], x => x[0].Add(x[0])),
        ["add to each"] = ([[3, 2, 4], [1, 2, 4]], x => x[0].BroadcastAdd(x[1])),
        ["scale"] = ([[3, 4]], x => x[0].Scale(-1.5f)),
        ["multiply"] = ([[3, 4], [3, 4]], x => x[0].Multiply(x[1])),
        ["gate channels"] = ([[2, 3, 2, 2], [2, 3, 1, 1]], x => x[0].MultiplyChannels(x[1])),
        ["scale channels"] = ([[2, 3, 2, 2], [3, 1, 1]], x => x[0].MultiplyChannels(x[1])),
        ["scale features"] = ([[2, 3, 4], [4]], x => x[0].MultiplyFeatures(x[1])),
        ["concat"] = ([[2, 3, 2], [2, 1, 2]], x => LayoutOperations.Concat(x[0], x[1])),
        ["reshape"] = ([[2, 6]], x => x[0].Reshape([3, 4])),
        ["transpose"] = ([[2, 5, 7]], x => x[0].Transpose()),
        ["channels last"] = ([[2, 3, 4, 5]], x => x[0].ChannelsLast()),
        ["channels first"] = ([[2, 3, 4, 5]], x => x[0].ChannelsFirst()),
        ["select rows"] = ([[2, 4, 3]], x => x[0].SelectRows(new RowSelection(4, [2, RowSelection.Empty, 0]))),
        ["select rows repeatedly"] = (
            [[2, 4, 3]], x => x[0].SelectRows(new RowSelection(4, [2, 0, RowSelection.Empty, 2, 2, 1, 0]), filler: 0.5f)),
        ["select elements repeatedly"] = ([[3, 4]], x => x[0].SelectRows(new RowSelection(4, [3, 3, 0, RowSelection.Empty, 1, 3]))),
        ["rows of a table"] = ([[4, 3]], x => x[0].Gather([2, 0, 2])),
        ["rows of the sum of tables"] = ([[4, 3]], x => x[0].Add(x[0]).Gather([2, 0, 2]).Add(x[0].Gather([1, 1, 0]))),
        ["sum of norms"] = ([[4, 3], [2]], x => x[0].Tape.SumOfNorms(x)),
        ["self-attention"] = ([[2, 3, 12], [2, 3, 3]], x => x[0].SelfAttention(heads: 2, x[1], Mask)),
        ["self-attention with a scale"] = ([[2, 3, 12]], x => x[0].SelfAttention(heads: 2, scale: 1.4)),
        ["attention to other tokens"] = (
            [[2, 3, 4], [2, 5, 4], [2, 5, 6], [2, 3, 5]], x => x[0].Attention(x[1], x[2], heads: 2, x[3])),
        ["relative position bias"] = ([[3, 2]], x => x[0].RelativePositionBias(PositionIndex)),
        ["prepend token"] = ([[2, 3, 4], [1, 1, 4]], x => x[0].PrependToken(x[1])),
        ["dropout"] = ([[40]], x => x[0].Dropout(0.4, seed: 5)),
        ["stochastic depth"] = ([[6, 3]], x => x[0].StochasticDepth(0.4, seed: 5)),
        ["cross-entropy"] = ([[3, 5]], x => x[0].CrossEntropy([0, 4, 2], labelSmoothing: 0.1)),
    };

    public static TheoryData<string> Names() => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_slopes(string name)
    {
        (Shape[] shapes, Func<Variable[], Variable> operation) = Operations[name];
        var random = new Random(7);
        Tensor[] leaves = [.. shapes.Select(shape => Draw(shape, random))];
        using var tape = new Tape();
        Variable[] variables = [.. leaves.Select(tape.Parameter)];
        using Variable result = operation(variables);
        Tensor weights = Draw(result.Shape, random);
        tape.Backward(result, Tensor.From<float>(weights.Values, weights.Shape));

        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            for (int i = 0; i < leaves[leaf].ElementCount; i++)
            {
                float value = leaves[leaf].Values[i];
                leaves[leaf].Values[i] = value + Step;
                double above = WeightedSum(operation, leaves, weights);
                leaves[leaf].Values[i] = value - Step;
                double below = WeightedSum(operation, leaves, weights);
                leaves[leaf].Values[i] = value;
                Assert.Equal((above - below) / (2 * Step), variables[leaf].Gradient!.Values[i], 5e-3);
            }
        }
    }

    private static double WeightedSum(Func<Variable[], Variable> operation, Tensor[] leaves, Tensor weights)
    {
        using var tape = new Tape(isRecording: false);
        using Variable result = operation([.. leaves.Select(tape.Constant)]);
        double sum = 0;
        for (int i = 0; i < weights.ElementCount; i++)
        {
            sum += (double)weights.Values[i] * result.Value.Values[i];
        }

        return sum;
    }

    /// <summary>Distinct multiples of a twelfth in disorder: corners of functions and ties of maxima are a step away.</summary>
    private static Tensor Draw(Shape shape, Random random)
    {
        int count = (int)shape.ElementCount;
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        float spacing = Math.Min(1f / 12, 3f / count);
        return Tensor.From<float>([.. order.Select(place => (place - (count / 2f) + 0.3f) * spacing)], shape);
    }

    private static ConvolutionGeometry Geometry(int groups) => new(
        Batch: 2, InChannels: 3 * groups, Height: 5, Width: 4, OutChannels: 4, KernelHeight: 3, KernelWidth: 2,
        StrideHeight: 2, StrideWidth: 1, PaddingHeight: 1, PaddingWidth: 1, DilationHeight: 1, DilationWidth: 2, groups);
}

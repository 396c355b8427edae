using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Interpolation;
using Ghn.Tensors.Kernels.Reductions;
using static Ghn.Networks.SignalLayers;

namespace Ghn.Onnx.Tests;

/// <summary>Small networks of one family of layers each, in every form that the family's translation tells apart.</summary>
internal static class LayerNetworks
{
    private static readonly Dictionary<string, Func<Signal, Signal>> Layers = new(StringComparer.Ordinal)
    {
        ["convolution"] = x => x.Conv2d("a", 8, kernel: (3, 1), stride: (1, 2), padding: (1, 0)).Conv2d("b", 6, kernel: 2, bias: false),
        ["convolution in groups"] = x => x.Conv2d("a", 6, kernel: 3, padding: 2, dilation: 2, groups: 2).Conv2d("b", 6, 3, groups: 6),
        ["convolution with a border below and on the right"] =
            x => x.Apply(new Conv2d(6, 8, 3, 2, 0, 1, Groups: 2, Bias: true) { EndPadding = (1, 2) }, "a"),
        ["convolution of sequences"] = x => x.ToTokens()
            .Apply(new Conv1d(99, 8, 3, 2, 1, 1, Groups: 1, Bias: true) { EndPadding = 2 }, "a")
            .Apply(new Conv1d(8, 4, 2, 1, 0, 2, Groups: 2, Bias: false), "b"),
        ["transposed convolution"] = x => x
            .Apply(
                new ConvTranspose2d(6, 8, (3, 2), (2, 3), (1, 0), 1, Groups: 2, Bias: true)
                {
                    EndPadding = (0, 1),
                    OutputPadding = (1, 2),
                },
                "a")
            .Apply(new ConvTranspose2d(8, 4, 2, 1, 0, 2, Groups: 1, Bias: false), "b"),
        ["local response normalisation"] = x => x.Apply(new LocalResponseNorm(3, Alpha: 0.5, Beta: 0.75, K: 2)),
        ["linear map of features"] = x => x.Flatten().Linear("a", 7).Linear("b", 5, bias: false),
        ["linear map of tokens"] = x => x.ToTokens().Linear("a", 7).Linear("b", 5, bias: false),
        ["linear map of positions"] = x => x.ChannelsLast().Linear("a", 7).ChannelsFirst(),
        ["batch normalisation"] = x => x.BatchNorm2d("a", epsilon: 0.1, momentum: 0.3),
        ["batch normalisation without scale and shift"] =
            x => x.Apply(new BatchNorm2d(6, Epsilon: 0.1, Affine: false), "a").Relu().Apply(new BatchNorm2d(6, Affine: false), "b").Add(x),
        ["layer normalisation of tokens, without shift"] = x => x.ToTokens().Apply(new LayerNorm(6, Epsilon: 0.1, Bias: false), "a"),
        ["layer normalisation of channels, without shift"] = x => x.Apply(new LayerNorm(6, ChannelsFirst: true, Bias: false), "a"),
        ["layer normalisation of tokens"] = x => x.ToTokens().LayerNorm("a", epsilon: 0.1),
        ["layer normalisation of channels"] = x => x.LayerNorm("a", channelsFirst: true),
        ["fixed factors and shifts"] =
            x => x.Apply(new FrozenAffine([0.5, -2, 3, 0.1, 1, 7], [1, 2, 0, -1, 5, 3])).Flatten().Apply(new FrozenAffine([-3], [0.25])),
        ["layer normalisation of tokens, without scale and shift"] = x => x.ToTokens().Apply(new LayerNorm(6, Affine: false)),
        ["layer normalisation of channels, without scale and shift"] =
            x => x.Apply(new LayerNorm(6, Epsilon: 0.1, ChannelsFirst: true, Affine: false)),
        ["layer normalisation over several dimensions"] =
            x => x.Apply(new LayerNorm(6 * 9 * 11) { NormalizedShape = [6, 9, 11] }, "a")
                .Apply(new LayerNorm(99, Epsilon: 0.1, Affine: false) { NormalizedShape = [9, 11] }),
        ["group normalisation"] = x => x.GroupNorm("a", groups: 2, epsilon: 0.1),
        ["group normalisation, one group"] = x => x.GroupNorm("a", groups: 1),
        ["group normalisation without scale and shift"] = x => x.Apply(new GroupNorm(6, Groups: 3, Affine: false)),
        ["instance normalisation"] = x => x.InstanceNorm2d(epsilon: 0.1),
        ["instance normalisation with scale and shift"] = x => x.GroupNorm("a", groups: 6),
        ["leaky relu"] = x => x.LeakyRelu(0.2),
        ["exponential unit"] = x => x.Apply(new Elu(0.7)),
        ["exponential unit that normalises"] = x => x.Apply(Elu.SelfNormalizing),
        ["exponential unit without a corner"] = x => x.Apply(new Celu(0.4)),
        ["scale of features"] = x => x.ToTokens().Apply(new LayerScale(6) { ChannelsLast = true }, "gamma"),
        ["layer scale"] = x => x.LayerScale("layer_scale"),
        ["largest value"] = x => x.MaxPool2d(3, stride: 2, padding: 1),
        ["largest value, last windows incomplete"] = x => x.MaxPool2d(2, stride: 2, ceilingMode: true),
        ["largest value, a last window dropped"] = x => x.MaxPool2d(2, stride: (2, 3), padding: 1, ceilingMode: true),
        ["largest value with a border below and on the right"] = x => x.Apply(new MaxPool2d(3, 2, 0, false) { EndPadding = (2, 1) }),
        ["largest value with a border below, last windows incomplete"] = x => x.Apply(new MaxPool2d(4, 3, 1, true) { EndPadding = 2 }),
        ["mean with a border below and on the right"] =
            x => x.Apply(new AvgPool2d(3, 2, (0, 1), false, CountIncludesPadding: false) { EndPadding = 1 }),
        ["mean"] = x => x.AvgPool2d(3, stride: 2, padding: 1),
        ["mean without padding"] = x => x.AvgPool2d(3, stride: 2, padding: 1, countIncludesPadding: false),
        ["mean, last windows incomplete"] = x => x.AvgPool2d(4, stride: 3, padding: 1, ceilingMode: true),
        ["mean without padding, last windows incomplete"] =
            x => x.AvgPool2d(4, stride: 3, padding: 1, ceilingMode: true, countIncludesPadding: false),
        ["mean over everything"] = x => x.AdaptiveAvgPool2d(1),
        ["mean over windows of one size"] = x => x.AdaptiveAvgPool2d((3, 11)),
        ["mean over windows of several sizes"] = x => x.AdaptiveAvgPool2d((4, 7)),
        ["sum"] = x => x.Network.Append(new Add(), [x.Add(x.Relu()), x, x.Relu()]),
        ["product"] = x => x.Multiply(x.Relu()).Multiply(x.AdaptiveAvgPool2d(1)),
        ["concatenation"] = x => Concat([x, x.Relu(), x.ChannelSlice(1, 4)]),
        ["channels in another order"] = x => x.ChannelSlice(2, 4).ChannelShuffle(2),
        ["flattened and back"] = x => x.AdaptiveAvgPool2d(1).Flatten().Unflatten().Multiply(x.AdaptiveAvgPool2d(1)),
        ["every second position"] = x => x.Subsample(2, offset: 1),
        ["zeros"] = x => x.Zeros().Add(x),
        ["nothing"] = x => x.Dropout().StochasticDepth(0.5),
        ["dropout last"] = x => x.Relu().Dropout(),
        ["class token"] = x => x.ToTokens().ClassToken("class_token").PositionalEmbedding("pos_embedding").SelectToken(0),
        ["token"] = x => x.ToTokens().SelectToken(17),
        ["tokens as maps"] = x => x.ToTokens().ToMaps((9, 11)).PositionalMaps("a"),
        ["multi-head attention"] = x => x.ToTokens().MultiheadAttention("a", heads: 3),
        ["attention without linear maps"] = x => x.ToTokens().ScaledDotProductAttention(heads: 2),
        ["attention with a scale"] = x => x.ToTokens().Apply(new ScaledDotProductAttention(2, Scale: 0.3)),
        ["attention of queries, keys and values apart"] = x => Apart(x.ToTokens()),
        ["attention to other tokens"] = x => Across(x, new ScaledDotProductAttention(2, Scale: 0.4)),
        ["attention with a number for each pair"] =
            x => Across(x, new ScaledDotProductAttention(2) { Bias = new AttentionBias([2, 30, 99]) }),
        ["attention with numbers from a table"] =
            x => Across(x, new ScaledDotProductAttention(2) { Bias = new AttentionBias([7, 5], Places(2 * 30 * 99, 35)) }),
        ["self-attention with numbers from a table"] =
            x => x.ToTokens().Apply(new ScaledDotProductAttention(1) { Bias = new AttentionBias([50], Places(99 * 99, 50)) }, "a"),
        ["product of signals"] = x => Product(x.ToTokens(), new MatrixProduct(IsSecondTransposed: true), "a", "b"),
        ["product of signals, not transposed"] = x => Product(x.ToMatrix(), new MatrixProduct(), "a", "b"),
        ["weights of attention"] = x => x.Apply(new Networks.Layers.Softmax()),
        ["learnt and fixed tensors"] = x => x.Multiply(x.Learnt("scale", [6, 1, 1])).Add(x.Fixed([1, 9, 1], row => row - 4)),
        ["learnt tokens anywhere"] =
            x => Concat([x.ToTokens(), x.Learnt("tokens", [2, 6]).ForEachSampleOf(x), x.ToTokens().Linear("a", 6)]),
        ["normalisation by the root of the mean square"] = x => x.ToTokens().Apply(new RmsNorm(6, Epsilon: 0.1), "a"),
        ["windows"] = x => x.ChannelsLast().ShiftedWindowAttention("a", heads: 2, window: 3),
        ["shifted windows"] = x => x.ChannelsLast().ShiftedWindowAttention("a", heads: 3, window: 4, shift: 2),
        ["shifted windows along one dimension"] = x => x.ChannelsLast().ShiftedWindowAttention("a", heads: 1, window: 10, shift: 5),
        ["one window"] = x => x.ChannelsLast().ShiftedWindowAttention("a", heads: 1, window: 12, shift: 6),
        ["windows with a bias for each pair"] =
            x => x.ChannelsLast().Apply(new ShiftedWindowAttention(6, Heads: 2, Window: 3, Shift: 1) { HasExpandedBias = true }, "a"),
        ["probabilities"] = x => x.Flatten().Linear("a", 5).Apply(new Networks.Layers.Softmax()),
        ["logarithms of probabilities"] = x => x.Flatten().Linear("a", 5).Apply(new Networks.Layers.Softmax(IsLogarithmic: true)),
        ["learnt slopes"] = x => x.Apply(new PRelu(6), "a").Apply(new PRelu(1), "b"),
        ["larger maps, nearest"] = x => x.Apply(new Interpolate((20, 13), InterpolationMode.Nearest)),
        ["larger maps, bilinear"] = x => x.Apply(new Interpolate((20, 13), InterpolationMode.Bilinear)),
        ["larger maps by a scale"] = x => Resized(x, (14, 18), Resampling.Bilinear with { VerticalScale = 1.6, HorizontalScale = 1.7 }),
        ["larger maps by a scale of one dimension"] = x => Resized(x, (14, 20), Resampling.Bicubic with { VerticalScale = 1.6 }),
        ["larger maps between corners"] =
            x => Resized(x, (14, 18), Resampling.Bilinear with { Coordinates = CoordinateTransformation.AlignCorners }),
        ["smaller maps by cubes"] = x => Resized(x, (5, 8), Resampling.Bicubic with { CubicCoefficient = -0.5, ExcludesOutside = true }),
        ["smaller maps, nearest centres"] = x => Resized(
            x, (4, 7), new Resampling(InterpolationMode.Nearest) { Rounding = NearestRounding.RoundPreferCeiling }),
        ["largest value of a window with gaps"] = x => x.Apply(new MaxPool2d(3, 2, 1, CeilingMode: true) { Dilation = (2, 1) }),
        ["mean with zeros on one side that count"] =
            x => x.Apply(new AvgPool2d(3, 2, 0, false, CountIncludesPadding: true) { EndPadding = (1, 2) }),
        ["mean with zeros on one side that count, last windows incomplete"] =
            x => x.Apply(new AvgPool2d(4, 3, (1, 0), true, CountIncludesPadding: true) { EndPadding = (0, 1) }),
        ["mirrored borders"] = x => x.Pad2d((2, 1), (0, 3), PaddingMode.Reflect),
        ["borders of a number"] = x => x.Pad2d(1, 1, value: -2.5),
        ["smaller maps"] = x => x.Apply(new Interpolate((4, 11), InterpolationMode.Bilinear)),
        ["smaller maps of all pixels"] = x => Resized(x, (4, 7), Resampling.Bilinear with { Antialiases = true, ExcludesOutside = true }),
        ["smaller maps of all pixels, by cubes"] = x => Resized(x, (4, 13), Resampling.Bicubic with { Antialiases = true }),
        ["larger maps whose middles meet"] = x => Resized(
            x, (13, 18), Resampling.Bilinear with
            {
                Coordinates = CoordinateTransformation.HalfPixelSymmetric,
                VerticalScale = 1.5,
                HorizontalScale = 1.7,
            }),
        ["larger maps by a scale that was rounded up"] = x => Resized(x, (14, 18), Resampling.Bilinear with { VerticalScale = 1.5 }),
        ["mean of a window with gaps"] =
            x => x.Apply(new AvgPool2d(3, 2, 1, CeilingMode: true, CountIncludesPadding: true) { Dilation = (2, 1) }),
        ["mean of a window with gaps, without padding"] =
            x => x.Apply(new AvgPool2d((2, 3), 1, 1, false, CountIncludesPadding: false) { Dilation = 2, EndPadding = (0, 2) }),
        ["learnt slopes of features"] = x => x.Flatten().Linear("a", 5).Apply(new PRelu(5), "b").Apply(new PRelu(1), "c"),
        ["clipped from below"] = x => x.Apply(Pointwise.Clip(0.1)),
        ["clipped from above"] = x => x.Apply(Pointwise.Clip(maximum: 0.1)),
        ["clipped from neither side"] = x => x.Apply(Pointwise.Clip()),
        ["hard sigmoid with parameters"] = x => x.Apply(Pointwise.Hardsigmoid(0.3, 0.4)),
        ["swish with a parameter"] = x => x.Apply(Pointwise.Swish(1.5)),
        ["power"] = x => x.Apply(Pointwise.Power(3)),
        ["shrunk"] = x => x.Apply(Pointwise.Shrink(0.2, 0.1)),
        ["relu with a threshold"] = x => x.Apply(Pointwise.ThresholdedRelu(0.2)),
        ["logarithm and root"] = x => x.Apply(new Pointwise(PointwiseFunction.Exp))
            .Apply(new Pointwise(PointwiseFunction.Sqrt)).Apply(new Pointwise(PointwiseFunction.Log)),
        ["difference and quotient"] = x => Joined(
            SignalFunction.Divide, Joined(SignalFunction.Subtract, x, Mean(x)), x.Activate(ActivationFunction.Sigmoid)),
        ["greatest and least"] = x => Joined(SignalFunction.Minimum, Joined(SignalFunction.Maximum, x, Mean(x), x.LeakyRelu(2)), x.Relu()),
        ["mean of signals"] = x => Joined(SignalFunction.Mean, x, Mean(x), x.Relu()),
        ["sum over channels"] = x => x.Apply(new Reduction(ReductionFunction.Sum, [0], KeepsDimensions: true)),
        ["mean over rows"] = x => x.Apply(new Reduction(ReductionFunction.Mean, [1], KeepsDimensions: false)),
        ["greatest and least over positions"] = x => Joined(
            SignalFunction.Subtract,
            x.Apply(new Reduction(ReductionFunction.Max, [1, 2], KeepsDimensions: true)),
            x.Apply(new Reduction(ReductionFunction.Min, [1, 2], KeepsDimensions: true))),
        ["norm of columns"] = x => x.Apply(new Reduction(ReductionFunction.L2, [2], KeepsDimensions: true)),
        ["any order"] = x => x.ChannelSlice(0, 1).Apply(new GatherElements([1, 9, 11], [7, 3], Every(5, 21))),
        ["any order, with zeros"] =
            x => x.ChannelSlice(0, 1).Apply(new GatherElements([1, 9, 11], [2, 2, 2], [98, -1, 3, 0, 7, 50, -1, 51])),
        ["patches merged"] = x => x.ChannelsLast().PatchMerging(),
    };

    private static Signal Product(Signal x, Layer product, string first, string second) =>
        x.Network.Append(product, [x.Linear(first, x.Features), x.Linear(second, x.Features)]);

    /// <summary>Feature maps as a stack of square matrices.</summary>
    private static Signal ToMatrix(this Signal x) => x.Gather(2, [.. Enumerable.Range(0, 9)]);

    private static Signal Learnt(this Signal x, string name, Shape shape) => x.Network.Append(new LearntTensor(shape), [], name);

    private static Signal Fixed(this Signal x, Shape shape, Func<int, double> number) =>
        x.Network.Append(new FixedTensor(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(number)]), []);

    private static Signal ForEachSampleOf(this Signal x, Signal other) => x.Network.Append(new ForEachSample(), [x, other]);

    private static Signal Apart(Signal tokens) => tokens.Network.Append(
        new ScaledDotProductAttention(2), [tokens.Linear("query", 8), tokens.Linear("key", 8), tokens.Linear("value", 8)]);

    /// <summary>Thirty tokens that attend to all ninety-nine.</summary>
    private static Signal Across(Signal x, ScaledDotProductAttention attention)
    {
        Signal tokens = x.ToTokens();
        Signal queries = x.Subsample(2).ToTokens().Linear("query", 8);
        return x.Network.Append(attention, [queries, tokens.Linear("key", 8), tokens.Linear("value", 6)], "attention");
    }

    private static Signal Joined(SignalFunction function, params Signal[] signals) =>
        signals[0].Network.Append(new Networks.Layers.Arithmetic(function), signals);

    private static Signal Mean(Signal maps) => maps.AdaptiveAvgPool2d(1);

    private static Signal Resized(Signal x, Size2d size, Resampling resampling) => x.Apply(new Interpolate(size, resampling));

    private static int[] Places(int count, int size) => [.. Enumerable.Range(0, count).Select(place => (int)((long)place * place % size))];

    private static int[] Every(int step, int count) => [.. Enumerable.Range(0, count).Select(place => step * place % 99)];

    /// <summary>Functions of each element without parameters that take any number.</summary>
    private static readonly PointwiseFunction[] Pointwises =
    [
        PointwiseFunction.Negate, PointwiseFunction.Abs, PointwiseFunction.Sign, PointwiseFunction.Floor, PointwiseFunction.Ceiling,
        PointwiseFunction.Round, PointwiseFunction.Softsign, PointwiseFunction.Reciprocal, PointwiseFunction.Erf, PointwiseFunction.Sin,
        PointwiseFunction.Cos,
    ];

    /// <summary>What the networks are called.</summary>
    public static IEnumerable<string> Names =>
        [.. Layers.Keys, .. Enum.GetNames<ActivationFunction>(), .. Pointwises.Select(function => function.ToString())];

    /// <summary>A network of six channels of 9×11.</summary>
    public static Network Create(string name)
    {
        var network = new NetworkBuilder(name, [6, 9, 11]);
        return network.Build(Layers.TryGetValue(name, out Func<Signal, Signal>? layers) ? layers(network.Input)
            : Enum.TryParse(name, out ActivationFunction function) ? network.Input.Activate(function)
            : network.Input.Apply(new Pointwise(Enum.Parse<PointwiseFunction>(name))));
    }
}

using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks.DeepNets;

/// <summary>Builds one cell of a network, with the names that the reference gives its parameters.</summary>
/// <param name="name">The cell's name: <c>cells.3</c>.</param>
/// <param name="channels">The channels of each of its states.</param>
/// <param name="stride">2 if operations on its inputs halve the maps, otherwise 1.</param>
/// <param name="hasBatchNorm">Whether convolutions end with batch normalisation.</param>
internal sealed class CellBuilder(string name, int channels, int stride, bool hasBatchNorm)
{
    private const int AttentionHeads = 8;

    /// <summary>Wires the cell.</summary>
    /// <param name="cell">How.</param>
    /// <param name="first">State 0.</param>
    /// <param name="second">State 1.</param>
    public CellState Build(CellGenotype cell, CellState first, CellState second)
    {
        List<CellState> states = [first, second];
        for (int step = 0; step < cell.Steps; step++)
        {
            states.Add(CellState.Sum(Branch(cell, 2 * step, states), Branch(cell, (2 * step) + 1, states)));
        }

        return CellState.Concat([.. cell.Outputs.Select(output => states[output])]);
    }

    /// <summary>Adapts an input to the cell's channels.</summary>
    /// <param name="state">The input.</param>
    /// <param name="input">0 or 1.</param>
    /// <param name="halves">Whether the maps are twice as high and wide as those of the other input.</param>
    public CellState Adapt(CellState state, int input, bool halves)
    {
        string prefix = $"{name}.preprocess{input}";
        return state.Apply(x => halves ? FactorizedReduction(x, prefix) : Convolution(x, prefix, 1, 1));
    }

    private CellState Branch(CellGenotype cell, int index, List<CellState> states)
    {
        (CellOperation operation, int input) = cell.Branches[index];
        int step = input < 2 ? stride : 1;
        CellState output = states[input].Apply(x => Operation(operation, x, $"{name}._ops.{index}", step));
        return operation == CellOperation.None ? output with { IsMissing = true } : output;
    }

    private Signal Operation(CellOperation operation, Signal x, string prefix, int step) => operation switch
    {
        CellOperation.MaxPool3x3 => x.MaxPool2d(3, step, padding: 1),
        CellOperation.AvgPool3x3 => x.AvgPool2d(3, step, padding: 1, countIncludesPadding: false),
        CellOperation.SkipConnect when step > 1 => FactorizedReduction(x, prefix),
        CellOperation.None => Thin(x, step),
        CellOperation.SkipConnect => x,
        CellOperation.SepConv3x3 => SeparableConvolution(x, prefix, 3, step),
        CellOperation.SepConv5x5 => SeparableConvolution(x, prefix, 5, step),
        CellOperation.DilConv3x3 => DilatedConvolution(x, prefix, 3, step),
        CellOperation.DilConv5x5 => DilatedConvolution(x, prefix, 5, step),
        CellOperation.Conv1x1 => Convolution(x, prefix, 1, step),
        CellOperation.Conv3x3 => Convolution(x, prefix, 3, step),
        CellOperation.Conv5x5 => Convolution(x, prefix, 5, step),
        CellOperation.Conv7x7 => Convolution(x, prefix, 7, step),
        CellOperation.Conv7x1And1x7 => FactorizedConvolution(x, prefix, step),
        CellOperation.Msa => Transformer(x, prefix),
        CellOperation.Cse => Thin(Excitation(x, prefix), step),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };

    private Signal Convolution(Signal x, string prefix, int kernel, int step) => Normalize(
        x.Relu().Conv2d($"{prefix}.op.1", channels, kernel, step, kernel / 2, bias: false), $"{prefix}.op.2");

    private Signal FactorizedConvolution(Signal x, string prefix, int step)
    {
        Signal rows = x.Relu().Conv2d($"{prefix}.op.1", channels, (1, 7), new Size2d(1, step), (0, 3), bias: false);
        return Normalize(rows.Conv2d($"{prefix}.op.2", channels, (7, 1), new Size2d(step, 1), (3, 0), bias: false), $"{prefix}.op.3");
    }

    private Signal SeparableConvolution(Signal x, string prefix, int kernel, int step)
    {
        Signal first = Depthwise(x, prefix, place: 1, kernel, step, dilation: 1);
        return Depthwise(first, prefix, place: 5, kernel, step: 1, dilation: 1);
    }

    private Signal DilatedConvolution(Signal x, string prefix, int kernel, int step) =>
        Depthwise(x, prefix, place: 1, kernel, step, dilation: 2);

    private Signal Depthwise(Signal x, string prefix, int place, int kernel, int step, int dilation)
    {
        Signal depthwise = x.Relu().Conv2d(
            $"{prefix}.op.{place}", channels, kernel, step, dilation * (kernel / 2), dilation, groups: channels, bias: false);
        return Normalize(depthwise.Conv2d($"{prefix}.op.{place + 1}", channels, 1, bias: false), $"{prefix}.op.{place + 2}");
    }

    /// <summary>Halves the maps: one half of the channels sees the even positions, the other the odd ones.</summary>
    private Signal FactorizedReduction(Signal x, string prefix)
    {
        if (x.Shape[1] % 2 != 0 || x.Shape[2] % 2 != 0)
        {
            throw new InvalidRequestException(
                $"Layer {prefix} halves maps of {x.Shape[1]}×{x.Shape[2]}, which are odd: "
                + "--image-size must be a multiple of 8 up to 32, and of 32 beyond.");
        }

        Signal active = x.Relu();
        Signal even = active.Conv2d($"{prefix}.conv_1", channels / 2, 1, stride: 2, bias: false);
        Signal odd = active.Subsample(2, offset: 1).Conv2d($"{prefix}.conv_2", channels / 2, 1, bias: false);
        return Normalize(SignalLayers.Concat([even, odd]), $"{prefix}.bn");
    }

    private Signal Normalize(Signal x, string layer) => hasBatchNorm ? x.BatchNorm2d(layer) : x;

    private static Signal Thin(Signal x, int step) => step > 1 ? x.Subsample(step) : x;

    private static Signal Excitation(Signal x, string prefix)
    {
        Signal gate = x.AdaptiveAvgPool2d(1).Flatten()
            .Linear($"{prefix}.fc1", x.Channels / 2).Relu()
            .Linear($"{prefix}.fc2", x.Channels).Activate(ActivationFunction.Hardswish).Unflatten();
        return x.Multiply(gate);
    }

    private static Signal Transformer(Signal x, string prefix)
    {
        Signal tokens = x.ToTokens();
        Signal attention = tokens.LayerNorm($"{prefix}.ln1")
            .Linear($"{prefix}.attn.to_qkv", 3 * x.Channels, bias: false)
            .ScaledDotProductAttention(AttentionHeads)
            .Linear($"{prefix}.attn.to_out.0", x.Channels);
        Signal attended = attention.Add(tokens);
        Signal perceptron = attended.LayerNorm($"{prefix}.ln2")
            .Linear($"{prefix}.ff.net.0", x.Channels).Activate(ActivationFunction.Gelu)
            .Linear($"{prefix}.ff.net.3", x.Channels);
        return perceptron.Add(attended).ToMaps((x.Shape[1], x.Shape[2]));
    }
}

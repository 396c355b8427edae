using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Networks.State;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>Attention within the windows of feature maps with the linear maps around it, as Swin transformers have it.</summary>
/// <param name="Node">The node of the second linear map.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">
/// Maps, weight and bias of the first linear map, weight and bias of the second, bias of the logits.
/// </param>
/// <param name="Heads">The number of heads.</param>
/// <param name="Area">The number of positions of a window.</param>
/// <param name="InputRows">For each position of each window, which row of the first linear map's input it is.</param>
/// <param name="OutputRows">For each row of the second linear map's output, which position of which window it is.</param>
/// <param name="Mask">What is added to the logits; null for nothing.</param>
/// <param name="Parts">The operations that it stands for, each after its inputs, for windows that are not those of feature maps.</param>
internal sealed record WindowAttentionOperation(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, int Heads, int Area, int[] InputRows, int[] OutputRows,
    Constant? Mask, IReadOnlyList<Operation> Parts)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        SignalView input = network[ViewAt(0)];
        int window = (int)Math.Round(Math.Sqrt(Area));
        if (input.Signal.Shape is not [var height, var width, var features] || input.Rows() is not { } rows
            || Find([.. InputRows.Select(row => rows[row])], (height, width), input.Batch, window) is not var (shift, layout))
        {
            return LowerParts(network);
        }

        View bias = ViewAt(5);
        bool isTable = IsTable(bias, window, Heads);
        var layer = new ShiftedWindowAttention(features, Heads, window, shift) { HasExpandedBias = !isTable };
        Signal output = network.Append(
            this, layer, input.Signal,
            [
                isTable ? ("relative_position_bias_table", new View(bias.Source)) : ("relative_position_bias", bias),
                ("qkv.weight", ViewAt(1)), ("qkv.bias", ViewAt(2)),
                ("proj.weight", ViewAt(3)), ("proj.bias", ViewAt(4)),
            ]);
        int area = height * width;
        int[] outputRows = [.. OutputRows.Select(place => Row(place, layout, area))];
        return network.OfRows(output, outputRows, Shape);
    }

    private SignalView LowerParts(NetworkAssembly network)
    {
        foreach (Operation part in Parts.SkipLast(1))
        {
            network.Add(part);
        }

        return ((ILowerable)Parts[^1]).Lower(network);
    }

    /// <summary>How far windows are shifted that have given positions and the mask; null if they are none of a Swin transformer.</summary>
    private (int Shift, WindowLayout Layout)? Find(int[] positions, Size2d size, int batch, int window)
    {
        for (int shift = 0; shift < window; shift++)
        {
            var layout = new WindowLayout(size.Height, size.Width, window, shift);
            bool fits = window * window == Area && positions.Length == batch * layout.Sources.Count
                && Enumerable.Range(0, positions.Length).All(place => positions[place] == Row(place, layout, size.Area));
            if (fits)
            {
                using Tensor? mask = layout.Mask();
                return IsMask(Mask, mask) ? (shift, layout) : null;
            }
        }

        return null;
    }

    /// <summary>Which row of a batch of maps a place of the windows is.</summary>
    private static int Row(int place, WindowLayout layout, int area)
    {
        int position = layout.Sources[place % layout.Sources.Count];
        return position == RowSelection.Empty ? IndexMap.Nothing : (place / layout.Sources.Count * area) + position;
    }

    private static bool IsMask(Constant? given, Tensor? mask)
    {
        if (given is null || mask is null)
        {
            return mask is null && (given is null || given.Numbers.All(number => number == 0));
        }

        Span<float> expected = mask.Values;
        for (int i = 0; i < given.Numbers.Length; i++)
        {
            if (given.Numbers[i] != expected[i % expected.Length])
            {
                return false;
            }
        }

        return given.Numbers.Length % expected.Length == 0;
    }

    /// <summary>Whether a bias is looked up in a table by the offset from query to key.</summary>
    private static bool IsTable(View bias, int window, int heads)
    {
        int positions = window * window;
        int offsets = (2 * window) - 1;
        if (bias.Source.Shape.ElementCount != (long)offsets * offsets * heads || bias.Map.Sources is not { } places
            || places.Length != heads * positions * positions)
        {
            return false;
        }

        using Tensor index = Initializer.RelativePositions(window).Create([positions * positions], new RandomSource(0, string.Empty));
        Span<long> expected = index.Elements<long>();
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] != (expected[i % expected.Length] * heads) + (i / expected.Length))
            {
                return false;
            }
        }

        return true;
    }
}

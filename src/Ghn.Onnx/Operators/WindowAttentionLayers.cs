using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Attention within the windows of feature maps, as Swin transformers have it.</summary>
internal static class WindowAttentionLayers
{
    /// <summary>Window attention with the linear maps around it.</summary>
    public static SignalView Map(NetworkAssembly network, Operation operation)
    {
        WindowAttentionDetails details = operation.DetailsAs<WindowAttentionDetails>();
        SignalView input = network[operation.ViewAt(0)];
        if (input.Signal.Shape is not [var height, var width, var features] || input.Rows() is not { } rows)
        {
            throw operation.Node.Unsupported("its windows are not made of the positions of feature maps");
        }

        int window = (int)Math.Round(Math.Sqrt(details.Area));
        int[] positions = [.. details.InputRows.Select(row => rows[row])];
        (int shift, WindowLayout layout) = Find(operation, details, positions, (height, width), input.Batch, window);
        View bias = operation.ViewAt(5);
        bool isTable = IsTable(bias, window, details.Heads);
        var layer = new ShiftedWindowAttention(features, details.Heads, window, shift) { HasExpandedBias = !isTable };
        Signal output = network.Append(
            operation, layer, input.Signal,
            [
                isTable ? ("relative_position_bias_table", new View(bias.Source)) : ("relative_position_bias", bias),
                ("qkv.weight", operation.ViewAt(1)), ("qkv.bias", operation.ViewAt(2)),
                ("proj.weight", operation.ViewAt(3)), ("proj.bias", operation.ViewAt(4)),
            ]);
        int area = height * width;
        int[] outputRows = [.. details.OutputRows.Select(place => Row(place, layout, area))];
        return network.OfRows(output, outputRows, operation.Shape);
    }

    /// <summary>How far windows are shifted that have given positions and a given mask.</summary>
    private static (int Shift, WindowLayout Layout) Find(
        Operation operation, WindowAttentionDetails details, int[] positions, Size2d size, int batch, int window)
    {
        for (int shift = 0; shift < window; shift++)
        {
            var layout = new WindowLayout(size.Height, size.Width, window, shift);
            bool fits = window * window == details.Area && positions.Length == batch * layout.Sources.Count
                && Enumerable.Range(0, positions.Length).All(place => positions[place] == Row(place, layout, size.Area));
            if (fits)
            {
                using Tensor? mask = layout.Mask();
                return IsMask(details.Mask, mask)
                    ? (shift, layout)
                    : throw operation.Node.Unsupported("it masks other pairs of positions than those that rolling brought together");
            }
        }

        throw operation.Node.Unsupported("its windows are none of a Swin transformer");
    }

    /// <summary>Which row of a batch of maps a place of the windows is.</summary>
    private static int Row(int place, WindowLayout layout, int area)
    {
        int position = layout.Sources[place % layout.Sources.Count];
        return position == RowSelection.Empty ? Selection.Nothing : (place / layout.Sources.Count * area) + position;
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
        if (bias.Source.Shape.ElementCount != (long)offsets * offsets * heads || bias.Arrangement.Sources is not { } places
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

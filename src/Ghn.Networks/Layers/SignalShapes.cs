using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>The arithmetic of signal shapes that layers share.</summary>
internal static class SignalShapes
{
    /// <summary>The only input's shape.</summary>
    public static Shape Single(IReadOnlyList<Shape> inputs, Layer layer)
    {
        Require(inputs.Count == 1, layer, $"takes one input, not {inputs.Count}");
        return inputs[0];
    }

    /// <summary>The only input's shape, which must be that of feature maps (channels, height, width).</summary>
    public static (int Channels, int Height, int Width) Image(IReadOnlyList<Shape> inputs, Layer layer) =>
        Rank3(inputs, layer, "(channels, height, width)");

    /// <summary>The only input's shape, which must be that of feature maps with the channels last.</summary>
    public static (int Height, int Width, int Features) ImageOfFeatures(IReadOnlyList<Shape> inputs, Layer layer) =>
        Rank3(inputs, layer, "(height, width, features)");

    /// <summary>The only input's shape, which must be that of a sequence (tokens, features).</summary>
    public static (int Tokens, int Features) Tokens(IReadOnlyList<Shape> inputs, Layer layer)
    {
        Shape input = Single(inputs, layer);
        Require(input.Rank == 2, layer, $"takes tokens (tokens, features), not {input}");
        return (input[0], input[1]);
    }

    /// <summary>The shape of signals of one rank, each of whose dimensions is as long as that of the others, or of one entry.</summary>
    /// <param name="inputs">The shapes.</param>
    /// <param name="layer">The layer that joins the signals.</param>
    /// <param name="complaint">What to say if they are not so.</param>
    public static Shape Broadcast(IReadOnlyList<Shape> inputs, Layer layer, string complaint)
    {
        Shape result = inputs[0];
        foreach (Shape input in inputs.Skip(1))
        {
            bool fits = input.Rank == result.Rank
                && input.Zip(result).All(sizes => sizes.First == sizes.Second || sizes.First == 1 || sizes.Second == 1);
            Require(fits, layer, complaint);
            result = [.. result.Zip(input, (first, second) => first == 1 ? second : first)];
        }

        return result;
    }

    /// <summary>How many positions a sliding window takes along one dimension.</summary>
    public static int Positions(int size, int kernel, int stride, (int Begin, int End) padding, int dilation, bool ceiling, Layer layer)
    {
        long padded = (long)size + padding.Begin;
        long room = padded + padding.End - (dilation * (kernel - 1L)) - 1 + (ceiling ? stride - 1 : 0);
        Require(room >= 0, layer, $"does not fit into an input of size {size}; a larger --image-size helps");
        long positions = (room / stride) + 1;
        Require(positions <= int.MaxValue, layer, $"has {positions} positions along an input of size {size}");

        // PyTorch drops a last window that would start inside the padding on the right.
        return (int)(ceiling && (positions - 1) * stride >= padded ? positions - 1 : positions);
    }

    /// <summary>Fails unless the condition holds.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Require(bool condition, Layer layer, string complaint)
    {
        if (!condition)
        {
            throw new ArgumentException($"{layer.GetType().Name} {complaint}.");
        }
    }

    private static (int First, int Second, int Third) Rank3(IReadOnlyList<Shape> inputs, Layer layer, string layout)
    {
        Shape input = Single(inputs, layer);
        Require(input.Rank == 3, layer, $"takes feature maps {layout}, not {input}");
        return (input[0], input[1], input[2]);
    }
}

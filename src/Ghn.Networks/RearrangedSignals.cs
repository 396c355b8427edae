using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks;

/// <summary>Padding and repetition, as methods of the signals they act on; see <see cref="GatherElements"/>.</summary>
public static class RearrangedSignals
{
    /// <summary>Adds entries around feature maps.</summary>
    /// <param name="input">Feature maps.</param>
    /// <param name="begin">How many rows above and columns on the left; negative to take some away.</param>
    /// <param name="end">How many rows below and columns on the right.</param>
    /// <param name="mode">What they hold.</param>
    /// <param name="value">The number that they hold, if it is one.</param>
    public static Signal Pad2d(
        this Signal input, Size2d begin, Size2d end, PaddingMode mode = PaddingMode.Constant, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Pad([(0, 0), (begin.Height, end.Height), (begin.Width, end.Width)], mode, value);
    }

    /// <summary>Adds entries before and after those of each dimension.</summary>
    /// <param name="input">Any signal.</param>
    /// <param name="widths">How many for each dimension; negative to take some away.</param>
    /// <param name="mode">What they hold.</param>
    /// <param name="value">The number that they hold, if it is one.</param>
    public static Signal Pad(
        this Signal input, IReadOnlyList<(int Begin, int End)> widths, PaddingMode mode = PaddingMode.Constant, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        int[][] places =
        [
            .. input.Shape.Zip(widths, (size, width) => Enumerable.Range(-width.Begin, size + width.Begin + width.End)
                .Select(place => place >= 0 && place < size ? place : Outside(place, size, mode)).ToArray()),
        ];
        return input.Apply(GatherElements.AlongAxes(input.Shape, places) with { Filler = value });
    }

    /// <summary>The whole signal several times along each dimension.</summary>
    /// <param name="input">Any signal.</param>
    /// <param name="repeats">How often, for each dimension.</param>
    public static Signal Tile(this Signal input, params IReadOnlyList<int> repeats)
    {
        ArgumentNullException.ThrowIfNull(input);
        int[][] places =
        [
            .. input.Shape.Zip(repeats, (size, count) => Enumerable.Range(0, size * count).Select(place => place % size).ToArray()),
        ];
        return input.Apply(GatherElements.AlongAxes(input.Shape, places));
    }

    /// <summary>Dimensions of one entry with that entry again and again: one channel as three, pooled features at every position.</summary>
    /// <param name="input">Any signal.</param>
    /// <param name="shape">The sizes; those of dimensions of several entries stay.</param>
    /// <exception cref="ArgumentException">A dimension of several entries would change, or the ranks differ.</exception>
    public static Signal Expand(this Signal input, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != input.Shape.Rank || input.Shape.Zip(shape).Any(sizes => sizes.First != 1 && sizes.First != sizes.Second))
        {
            throw new ArgumentException($"A signal {input.Shape} cannot be expanded to {shape}.", nameof(shape));
        }

        int[][] places =
        [
            .. input.Shape.Zip(shape, (from, to) => Enumerable.Range(0, to).Select(place => from == 1 ? 0 : place).ToArray()),
        ];
        return input.Apply(GatherElements.AlongAxes(input.Shape, places));
    }

    /// <summary>Chosen entries of one dimension, in any order, as often as you like.</summary>
    /// <param name="input">Any signal.</param>
    /// <param name="axis">The dimension, that of samples not counted.</param>
    /// <param name="indices">The entries.</param>
    public static Signal Gather(this Signal input, int axis, IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<int>[] places = [.. input.Shape.Select((size, place) => place == axis ? indices : [.. Enumerable.Range(0, size)])];
        return input.Apply(GatherElements.AlongAxes(input.Shape, places));
    }

    /// <summary>Where an entry beyond the ends comes from.</summary>
    private static int Outside(int place, int size, PaddingMode mode) => mode switch
    {
        PaddingMode.Replicate => Math.Clamp(place, 0, size - 1),
        PaddingMode.Circular => Modulo(place, size),
        PaddingMode.Reflect => size - 1 - Math.Abs(size - 1 - Modulo(place, Math.Max(1, 2 * (size - 1)))),
        _ => RowSelection.Empty,
    };

    private static int Modulo(int place, int period) => ((place % period) + period) % period;
}

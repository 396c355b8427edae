using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Lowering;

/// <summary>Finds the layers that move the elements of a signal in a given way.</summary>
internal static class ViewLowering
{
    private delegate IReadOnlyList<Layer>? Recognition(Shape from, Shape to, int[] places);

    private static readonly Recognition[] Recognitions =
        [Transposition, TakenToken, TakenChannels, ShuffledChannels, MergedPatches, Subsampled];

    /// <summary>The layers from one shape to another.</summary>
    /// <param name="from">The shape of the signal.</param>
    /// <param name="to">The shape of the result.</param>
    /// <param name="places">For each element of the result, where it comes from; null if they are all, in order.</param>
    public static IReadOnlyList<Layer> Find(Shape from, Shape to, int[]? places)
    {
        if (from.ElementCount == 0 || to.ElementCount == 0)
        {
            throw new ImportException($"it moves nothing: from {from} to {to}");
        }

        if (places is null)
        {
            return from == to ? []
                : to.Rank == 1 ? [new Flatten()]
                : from.Rank == 1 && to is [_, 1, 1] ? [new Unflatten()]
                : [new GatherElements(from, to, [.. Enumerable.Range(0, (int)from.ElementCount)])];
        }

        return Recognitions.Select(recognize => recognize(from, to, places)).FirstOrDefault(layers => layers is not null)
            ?? [new GatherElements(from, to, places)];
    }

    private static IReadOnlyList<Layer>? Transposition(Shape from, Shape to, int[] places) => (from, to) switch
    {
        ([var channels, var height, var width], [var tokens, var features])
            when tokens == height * width && features == channels && IsTransposed(places, channels, tokens) => [new ToTokens()],
        ([var channels, var height, var width], [var rows, var columns, var features])
            when (rows, columns, features) == (height, width, channels) && IsTransposed(places, channels, height * width) =>
            [new Permute(ImageLayout.ChannelsLast)],
        ([var tokens, var features], [var channels, var height, var width])
            when tokens == height * width && features == channels && IsTransposed(places, tokens, features) =>
            [new ToMaps((height, width))],
        ([var height, var width, var features], [var channels, var rows, var columns])
            when (rows, columns, channels) == (height, width, features) && IsTransposed(places, height * width, features) =>
            [new Permute(ImageLayout.ChannelsFirst)],
        _ => null,
    };

    private static IReadOnlyList<Layer>? TakenToken(Shape from, Shape to, int[] places) =>
        from is [_, var features] && to.Rank == 1 && to[0] == features && places[0] >= 0 && places[0] % features == 0 && IsRun(places)
            ? [new SelectToken(places[0] / features)]
            : null;

    private static IReadOnlyList<Layer>? TakenChannels(Shape from, Shape to, int[] places) =>
        from is [_, var height, var width] && to is [var count, var rows, var columns] && (rows, columns) == (height, width)
            && places[0] >= 0 && places[0] % (height * width) == 0 && IsRun(places)
            ? [new ChannelSlice(places[0] / (height * width), count)]
            : null;

    private static IReadOnlyList<Layer>? ShuffledChannels(Shape from, Shape to, int[] places)
    {
        if (from is not [var channels, var height, var width] || to is not [var count, var rows, var columns]
            || (rows, columns) != (height, width) || Blocks(places, height * width) is not { } order)
        {
            return null;
        }

        for (int groups = 2; groups < channels; groups++)
        {
            int size = channels / groups;
            int start = channels % groups == 0 ? (order[0] % size * groups) + (order[0] / size) : channels;
            if (start + count <= channels
                && order.Select((channel, i) => ((start + i) % groups * size) + ((start + i) / groups) == channel).All(fits => fits))
            {
                return count == channels ? [new ChannelShuffle(groups)] : [new ChannelShuffle(groups), new ChannelSlice(start, count)];
            }
        }

        return null;
    }

    private static IReadOnlyList<Layer>? MergedPatches(Shape from, Shape to, int[] places)
    {
        if (from is not [var height, var width, var features] || to != new PatchMerging().OutputShape([from]))
        {
            return null;
        }

        int index = 0;
        for (int row = 0; row < to[0]; row++)
        {
            for (int column = 0; column < to[1]; column++)
            {
                for (int corner = 0; corner < 4; corner++)
                {
                    (int y, int x) = ((2 * row) + (corner % 2), (2 * column) + (corner / 2));
                    for (int feature = 0; feature < features; feature++)
                    {
                        bool isInside = y < height && x < width;
                        if (places[index++] != (isInside ? (((y * width) + x) * features) + feature : IndexMap.Nothing))
                        {
                            return null;
                        }
                    }
                }
            }
        }

        return [new PatchMerging()];
    }

    private static IReadOnlyList<Layer>? Subsampled(Shape from, Shape to, int[] places)
    {
        if (from is not [var channels, var height, var width] || to is not [var kept, var rows, var columns] || kept != channels
            || columns < 2 || places[0] < 0)
        {
            return null;
        }

        (int offset, int step) = (places[0] % width, places[1] - places[0]);
        if (step < 2 || offset >= height || new Subsample(offset, step).OutputShape([from]) != to)
        {
            return null;
        }

        bool fits = Enumerable.Range(0, places.Length).All(i =>
        {
            (int channel, int y, int x) = (i / (rows * columns), i / columns % rows, i % columns);
            return places[i] == (((channel * height) + offset + (y * step)) * width) + offset + (x * step);
        });
        return fits ? [new Subsample(offset, step)] : null;
    }

    /// <summary>Whether a matrix of so many rows and columns is transposed.</summary>
    private static bool IsTransposed(int[] places, int rows, int columns)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] != (i % rows * columns) + (i / rows))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether places follow each other.</summary>
    private static bool IsRun(int[] places)
    {
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] != places[0] + i)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Which blocks of a size places are made of; null if they are not.</summary>
    private static int[]? Blocks(int[] places, int size)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int first = places[i - (i % size)];
            if (first < 0 || first % size != 0 || places[i] != first + (i % size))
            {
                return null;
            }
        }

        return [.. places.Where((_, i) => i % size == 0).Select(place => place / size)];
    }
}

using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>
/// Rearranges by the largest blocks that stay whole, be they rows, maps or single elements: the longer, the faster. Where each channel is
/// rearranged like the first, that one's order serves for all.
/// </summary>
/// <param name="Rows">Which block of a group goes where.</param>
/// <param name="Width">The number of elements of a block.</param>
/// <param name="Groups">The number of groups that a sample consists of, each rearranged alike.</param>
internal sealed record BlockSelection(RowSelection Rows, int Width, int Groups)
{
    private static readonly ConditionalWeakTable<GatherElements, BlockSelection> Selections = [];

    /// <summary>The blocks of a layer, which are found once.</summary>
    public static BlockSelection Of(GatherElements layer) => Selections.GetValue(layer, static layer => Find(layer));

    private static BlockSelection Find(GatherElements layer)
    {
        int groups = AlikeGroups(layer);
        int elements = (int)layer.From.ElementCount / groups;
        int[] sources = [.. layer.Sources.Take(layer.Sources.Count / groups)];
        int width = WholeBlock(elements, sources);
        var rows = new RowSelection(
            elements / width,
            [.. sources.Where((_, i) => i % width == 0).Select(place => place == RowSelection.Empty ? place : place / width)]);
        return new BlockSelection(rows, width, groups);
    }

    /// <summary>The leading dimension, if input and output share it and each of its entries is rearranged alike; else 1.</summary>
    private static int AlikeGroups(GatherElements layer)
    {
        bool mayRepeat = layer.From.Rank > 1 && layer.To.Rank > 1 && layer.From[0] == layer.To[0] && layer.To.ElementCount > 0;
        int groups = mayRepeat ? layer.From[0] : 1;
        int sources = (int)layer.From.ElementCount / groups;
        int places = layer.Sources.Count / groups;
        for (int i = places; i < layer.Sources.Count; i++)
        {
            int first = layer.Sources[i % places];
            if (layer.Sources[i] != (first == RowSelection.Empty ? first : first + (i / places * sources)))
            {
                return 1;
            }
        }

        return layer.Sources.Take(places).All(source => source < sources) ? groups : 1;
    }

    private static int WholeBlock(int elements, int[] sources)
    {
        int width = GreatestCommonDivisor(elements, sources.Length);
        for (int i = 0; i < sources.Length; i++)
        {
            bool continues = i > 0 && (sources[i] == RowSelection.Empty
                ? sources[i - 1] == RowSelection.Empty
                : sources[i - 1] != RowSelection.Empty && sources[i] == sources[i - 1] + 1);
            if (!continues)
            {
                width = GreatestCommonDivisor(width, i);
                width = sources[i] == RowSelection.Empty ? width : GreatestCommonDivisor(width, sources[i]);
            }
        }

        return Math.Max(1, width);
    }

    private static int GreatestCommonDivisor(int first, int second) => second == 0 ? first : GreatestCommonDivisor(second, first % second);
}

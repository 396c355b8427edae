using System.Runtime.CompilerServices;
using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>Rearranges by the largest blocks that stay whole, be they rows, maps or single elements: the longer, the faster.</summary>
internal static class BlockSelection
{
    private static readonly ConditionalWeakTable<Rearrangement, Tuple<RowSelection, int>> Selections = [];

    /// <summary>Which block goes where, and the number of elements of a block.</summary>
    public static (RowSelection Rows, int Width) Of(Rearrangement layer)
    {
        (RowSelection rows, int width) = Selections.GetValue(layer, static layer =>
        {
            int width = Width(layer);
            var rows = new RowSelection(
                (int)layer.From.ElementCount / width,
                [.. layer.Sources.Where((_, i) => i % width == 0).Select(place => place == RowSelection.Empty ? place : place / width)]);
            return new Tuple<RowSelection, int>(rows, width);
        });
        return (rows, width);
    }

    private static int Width(Rearrangement layer)
    {
        IReadOnlyList<int> sources = layer.Sources;
        int width = GreatestCommonDivisor((int)layer.From.ElementCount, sources.Count);
        for (int i = 0; i < sources.Count; i++)
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

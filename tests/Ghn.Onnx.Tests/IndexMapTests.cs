using FsCheck;
using FsCheck.Fluent;
using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Tests;

/// <summary>Maps pick the same places whether these are listed or not.</summary>
public class IndexMapTests
{
    private static readonly IndexMap[] OfSixElements =
    [
        IndexMap.All([2, 3]),
        IndexMap.All([6]),
        IndexMap.Transposed(2, 3),
        IndexMap.Transposed(3, 2),
        IndexMap.Of([6], [0, 1, 2, 3, 4, 5], sourceCount: 6),
        IndexMap.Of([6], [0, 1, 2, 3, 4, 5], sourceCount: 12),
        IndexMap.Of([3, 2], [0, 3, 1, 4, 2, 5], sourceCount: 6),
        IndexMap.Of([6], [0, 1, 2, 3, 4, IndexMap.Nothing], sourceCount: 6),
        IndexMap.All([5]),
    ];

    [Fact]
    public void Maps_pick_alike_where_their_lists_are_equal() => Prop.ForAll(
        Gen.Elements(OfSixElements).Two().ToArbitrary(),
        pair => pair.Item1.PicksAs(pair.Item2) == pair.Item1.Places().AsSpan().SequenceEqual(pair.Item2.Places()))
        .QuickCheckThrowOnFailure();
}

using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Random directed acyclic graphs, from single nodes to dense tangles, with names that need escaping.</summary>
internal static class RandomGraphs
{
    public static Arbitrary<ComputationalGraph> Any { get; } = Graphs().ToArbitrary();

    private static Gen<ComputationalGraph> Graphs() =>
        from count in Gen.Choose(1, 60)
        from reach in Gen.Choose(1, count)
        from primitives in Gen.ArrayOf(Gen.Elements(Enum.GetValues<Primitive>()), count)
        from edges in count == 1 ? Gen.Constant(Array.Empty<(int Source, int Target)>()) : Gen.ArrayOf(Edge(count, reach))
        select new ComputationalGraph([.. primitives.Select(Node)], [.. edges.Distinct().Order()]);

    private static Gen<(int Source, int Target)> Edge(int count, int reach) =>
        from source in Gen.Choose(0, count - 2)
        from target in Gen.Choose(source + 1, Math.Min(source + reach, count - 1))
        select (source, target);

    private static GraphNode Node(Primitive primitive, int index) =>
        new(index, primitive, $"layer<{index}> & \"more\\\"", index % 3 == 0 ? null : Shape.Create([index, 3]));
}

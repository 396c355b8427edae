using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.Layers;

namespace Ghn.HyperNetworks.Tests;

/// <summary>A layer that is added needs a rule of what graphs show of it, even if that is nothing.</summary>
public class EveryLayerTests
{
    [Fact]
    public void Each_layer_has_one_rule()
    {
        IEnumerable<Type> layers = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);
        Assert.Equal(Names(layers), Names(GraphRules.Layers));
    }

    private static IEnumerable<string> Names(IEnumerable<Type> layers) => layers.Select(layer => layer.Name).Order(StringComparer.Ordinal);
}

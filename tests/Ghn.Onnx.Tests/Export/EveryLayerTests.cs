using Ghn.Networks.Layers;
using Ghn.Onnx.Operators;

namespace Ghn.Onnx.Tests;

/// <summary>Every kind of layer can be written, and is written somewhere in these tests.</summary>
public class EveryLayerTests
{
    /// <summary>Layers that are not written, each with the reason.</summary>
    private static readonly Dictionary<Type, string> Unwritten = new()
    {
        [typeof(UnknownLayer)] = "it stands for an operation that is not known",
    };

    private static readonly IReadOnlyList<Type> Layers =
        [.. typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract)];

    [Fact]
    public void Each_layer_has_an_exporter_or_a_reason_for_none() => Assert.Equal(
        Names(Unwritten.Keys), Names(Layers.Where(layer => !ExporterTable.Exporters.Contains(layer))));

    [Fact]
    public void Each_exported_layer_is_in_a_network_that_is_run()
    {
        IEnumerable<Type> used = LayerNetworks.Names.SelectMany(name => LayerNetworks.Create(name).Nodes)
            .Select(node => node.Layer.GetType());
        Assert.Equal([], Names(Layers.Except(Unwritten.Keys).Except(used)));
    }

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);
}

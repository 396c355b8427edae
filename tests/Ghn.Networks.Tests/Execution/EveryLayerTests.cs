using Ghn.Networks.Execution;
using Ghn.Networks.Layers;

namespace Ghn.Networks.Tests;

/// <summary>A layer that is added needs its row where layers run, as the graphs of GHNs and ONNX files ask for theirs.</summary>
public class EveryLayerTests
{
    [Fact]
    public void Each_layer_can_run()
    {
        IEnumerable<Type> layers = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);
        Assert.Equal(Names(layers), Names(LayerExecution.Layers));
    }

    [Fact]
    public void Each_activation_has_a_kernel_of_its_own()
    {
        Type[] kernels = [.. Enum.GetValues<ActivationFunction>().Select(function => ActivationKernel.Of(function).GetType())];
        Assert.Equal(kernels, kernels.Distinct());
    }

    private static IEnumerable<string> Names(IEnumerable<Type> layers) => layers.Select(layer => layer.Name).Order(StringComparer.Ordinal);
}

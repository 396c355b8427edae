using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Files;

namespace Ghn.Networks.Execution;

/// <summary>What each layer does to variables: the tables of all families of layers in one.</summary>
internal static class LayerExecution
{
    private static readonly LayerExecutor[] All =
    [
        .. ConvolutionExecution.Executors,
        .. ProductExecution.Executors,
        .. NormalizationExecution.Executors,
        .. ActivationExecution.Executors,
        .. PoolingExecution.Executors,
        .. ArithmeticExecution.Executors,
        .. ChannelExecution.Executors,
        .. LayoutExecution.Executors,
        .. SamplingExecution.Executors,
        .. RegularizationExecution.Executors,
        .. SampleIndependentExecution.Executors,
        .. TokenExecution.Executors,
        .. AttentionExecution.Executors,
        .. WindowExecution.Executors,
        LayerExecutor.Of<UnknownLayer>((call, layer) => throw new NotSupportedException(
            $"{PrintableText.OfName(call.Node.Name)} is an operation {PrintableText.OfName(layer.Operation)}, which is unknown: the "
                + "network can be drawn and predicted, but not run.")),
    ];

    private static readonly Dictionary<Type, LayerExecutor> Executors = All.ToDictionary(executor => executor.Layer);

    /// <summary>The types of layers that can run, and <see cref="UnknownLayer"/>, which says that it cannot.</summary>
    public static IReadOnlyCollection<Type> Layers => Executors.Keys;

    /// <summary>Runs a layer.</summary>
    /// <param name="call">The layer and what it is given.</param>
    /// <exception cref="ArgumentException">The layer does not take such inputs.</exception>
    public static Variable Run(LayerCall call)
    {
        _ = call.OutputShape();
        return Executors.TryGetValue(call.Node.Layer.GetType(), out LayerExecutor? executor)
            ? executor.Run(call)
            : throw new NotSupportedException($"No execution of a {call.Node.Layer.GetType().Name} is known.");
    }
}

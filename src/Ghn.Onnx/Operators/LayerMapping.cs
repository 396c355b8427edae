using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Which layers stand for which operation.</summary>
internal static class LayerMapping
{
    private static readonly Dictionary<string, Func<NetworkAssembly, Operation, SignalView>> Mappings = new(StringComparer.Ordinal)
    {
        ["Conv"] = ConvolutionLayers.Convolution,
        [Recognized.Linear] = ConvolutionLayers.Linear,
        ["BatchNormalization"] = NormalizationLayers.BatchNorm,
        [Recognized.LayerNorm] = NormalizationLayers.LayerNorm,
        [Recognized.GroupNorm] = NormalizationLayers.GroupNorm,
        ["Relu"] = (network, operation) => ActivationLayers.Activate(network, operation, ActivationFunction.Relu),
        ["Sigmoid"] = (network, operation) => ActivationLayers.Activate(network, operation, ActivationFunction.Sigmoid),
        ["Tanh"] = (network, operation) => ActivationLayers.Activate(network, operation, ActivationFunction.Tanh),
        ["Softplus"] = (network, operation) => ActivationLayers.Activate(network, operation, ActivationFunction.Softplus),
        ["LeakyRelu"] = (network, operation) => ActivationLayers.Apply(network, operation, new LeakyRelu(operation.Node.Number("alpha", 0.01))),
        ["Elu"] = (network, operation) => ActivationLayers.Apply(network, operation, new Elu(operation.Node.Number("alpha", 1))),
        ["Selu"] = ActivationLayers.Selu,
        ["Celu"] = (network, operation) => ActivationLayers.Apply(network, operation, new Celu(operation.Node.Number("alpha", 1))),
        ["Softmax"] = (network, operation) => ActivationLayers.Softmax(network, operation, isLogarithmic: false),
        ["LogSoftmax"] = (network, operation) => ActivationLayers.Softmax(network, operation, isLogarithmic: true),
        [Recognized.Activation] = ActivationLayers.Recognized,
        ["PRelu"] = ActivationLayers.PRelu,
        ["MaxPool"] = PoolingLayers.Maximum,
        ["AveragePool"] = PoolingLayers.Average,
        ["GlobalAveragePool"] = PoolingLayers.Global,
        ["GlobalMaxPool"] = PoolingLayers.GlobalMaximum,
        ["ReduceMean"] = PoolingLayers.Mean,
        ["Resize"] = PoolingLayers.Resize,
        ["Upsample"] = PoolingLayers.Resize,
        ["Add"] = CombinationLayers.Sum,
        ["Mul"] = CombinationLayers.Product,
        ["Sum"] = CombinationLayers.SumOfAll,
        [Recognized.FoldedNorm] = FoldedNormLayers.Map,
        [Recognized.Identity] = (network, operation) => network[operation.ViewAt(0)],
        [Recognized.FixedArithmetic] = FixedArithmeticLayers.Map,
        ["Concat"] = CombinationLayers.Concat,
        ["Dropout"] = CombinationLayers.Dropout,
        [Recognized.Unknown] = OpaqueLayers.PassOn,
        [Recognized.SelfAttention] = AttentionLayers.SelfAttention,
        [Recognized.WindowAttention] = WindowAttentionLayers.Map,
    };

    /// <summary>Appends the layers that stand for an operation.</summary>
    /// <returns>The operation's output.</returns>
    /// <exception cref="InvalidFileException">There are none.</exception>
    public static SignalView Map(NetworkAssembly network, Operation operation)
    {
        if (!Mappings.TryGetValue(operation.Type, out Func<NetworkAssembly, Operation, SignalView>? map))
        {
            throw operation.Node.Unsupported("it is not part of a pattern that Ghn knows (a normalisation, an activation, attention)");
        }

        try
        {
            return map(network, operation);
        }
        catch (ArgumentException error)
        {
            throw operation.Node.Unsupported(error.Message.TrimEnd('.'));
        }
    }
}

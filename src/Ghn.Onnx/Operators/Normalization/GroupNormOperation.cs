using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Normalisation of groups of channels.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What is normalised, and perhaps a scale and a shift.</param>
/// <param name="Groups">The number of groups.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record GroupNormOperation(OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, int Groups, double Epsilon)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <summary>A normalisation of groups as one node has it.</summary>
    /// <param name="operation">The node: what is normalised, a scale, and a shift.</param>
    /// <param name="groups">The number of groups.</param>
    public static GroupNormOperation Of(NodeOperation operation, int groups)
    {
        View input = operation.ViewAt(0);
        (Value scale, Value shift) = (operation.Input(1), operation.Input(2));
        if (input.Shape.Rank < 2 || groups < 1 || input.Shape[1] % groups != 0)
        {
            throw operation.Node.Invalid($"it cannot divide the channels of {input.Shape} into {groups} groups");
        }

        double epsilon = operation.Node.Number("epsilon", 1e-5);
        if (scale.IsFixed(1) && shift.IsFixed(0))
        {
            return new GroupNormOperation(operation.Node, operation.Result, [input], groups, epsilon);
        }

        // Before operator set 21, there is a scale for each group: its channels are then one channel of larger maps.
        bool isPerGroup = scale.Shape.ElementCount == groups && groups < input.Shape[1];
        View maps = isPerGroup
            ? (View)input.Reshape([input.Shape[0], groups, (int)(input.Shape.ElementCount / input.Shape[0] / groups)])
            : input;
        return new GroupNormOperation(operation.Node, operation.Result, [maps, scale, shift], groups, epsilon);
    }

    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Signal input = ChannelMaps.Of(network, this);
        (string, View)[] parameters = WeightAndBias.OfNormalization(this);
        var layer = new GroupNorm(input.Channels, Groups, Epsilon, Affine: parameters.Length > 0);
        return network.Whole(network.Append(this, layer, input, parameters), Shape);
    }
}

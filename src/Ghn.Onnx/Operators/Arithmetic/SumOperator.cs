using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A sum of any number of signals; <see cref="AddOperator"/> writes it.</summary>
internal sealed class SumOperator() : Operator("Sum")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        StretchedMaps.Sum(network, operation, [.. operation.Inputs.Select((_, place) => operation.ViewAt(place))]);
}

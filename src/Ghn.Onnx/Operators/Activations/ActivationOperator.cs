using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>An elementwise function without parameters: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">The function.</param>
/// <param name="export">How it is written where its operator came later than the operator set of files.</param>
internal sealed class ActivationOperator(string name, ActivationFunction function, Func<OnnxValue, OnnxValue>? export = null)
    : Operator(name)
{
    /// <summary>Earlier operator sets mark inputs that may be overwritten.</summary>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [OfFunction(function, export ?? (x => x.Apply(Name)))];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new ActivationOperation(operation.Node, operation.Result, operation.Input(0), function);

    /// <summary>Mish before it had an operator: x·tanh(ln(1 + eˣ)).</summary>
    public static OnnxValue Mish(OnnxValue x) => x.Multiply(x.Apply("Softplus").Apply("Tanh"));

    /// <summary>How layers of a function are written.</summary>
    internal static LayerExporter OfFunction(ActivationFunction function, Func<OnnxValue, OnnxValue> export) =>
        LayerExporter.Of<Activation>((layer, _) => export(layer.Input), activation => activation.Function == function);
}

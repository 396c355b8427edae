using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A function of each element without parameters, be it a part of something that a pass knows: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">The function.</param>
/// <param name="ofConstants">The function of constants; null where files have none of these.</param>
internal sealed class PointwiseOperator(string name, PointwiseFunction function, Func<double, double>? ofConstants = null)
    : ElementwiseOperator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<Pointwise>((layer, _) => layer.Input.Apply(Name), pointwise => pointwise.Function == function)];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        ofConstants is not null && ConstantArithmetic.Operands(node) is [var operand, ..]
            ? One(ConstantArithmetic.Apply(operand, ofConstants))
            : null;

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => new Pointwise(function);
}

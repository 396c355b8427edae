using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>One number in a given shape.</summary>
internal sealed class ConstantOfShapeOperator() : Operator("ConstantOfShape")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["value"];

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<Zeros>((layer, _) => layer.Input.Apply("Shape").Apply("ConstantOfShape"))];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Shape shape = Sizes.Shape(node.Integers(0));
        Constant value = node.Tensor("value")?.ToConstant() ?? new Constant([1], [0], IsInteger: false);
        var numbers = new double[shape.ElementCount];
        Array.Fill(numbers, value.Numbers.Length == 1 ? value.Numbers[0] : throw node.Invalid("its value is not one number"));
        return One(new Constant(shape, numbers, value.IsInteger));
    }
}

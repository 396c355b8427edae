using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>Numbers from a first one on, in steps, to before a limit.</summary>
internal sealed class RangeOperator() : Operator("Range")
{
    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (node.Input(0) is not Constant { Numbers: [var start] } first || node.Input(1) is not Constant { Numbers: [var limit] }
            || node.Input(2) is not Constant { Numbers: [var step] } || step == 0)
        {
            throw node.Unsupported("its limits are not known");
        }

        Shape shape = Sizes.Shape([(long)Math.Max(0, Math.Ceiling((limit - start) / step))]);
        return One(new Constant(shape, [.. Enumerable.Range(0, shape[0]).Select(i => start + (i * step))], first.IsInteger));
    }
}

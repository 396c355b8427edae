using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Numbers of another type.</summary>
internal sealed class CastOperator() : Operator("Cast")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["to"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["saturate"] = "it only concerns float8, which is not read",
        ["round_mode"] = "it only concerns float8, which is not read",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        var type = (DataType)node.Integer("to", 0);
        if (node.Input(0) is Constant value)
        {
            return One(OfType(value, type));
        }

        return type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16
            ? One(node.Input(0))
            : throw node.Unsupported($"it rounds numbers that depend on the images to {type}");
    }

    private static Constant OfType(Constant value, DataType type) => type switch
    {
        DataType.Bool => value with { Numbers = [.. value.Numbers.Select(n => n != 0 ? 1.0 : 0)], IsInteger = true },
        DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 => value with { IsInteger = false },
        _ => value with { Numbers = [.. value.Numbers.Select(Math.Truncate)], IsInteger = true },
    };
}

using Ghn.Tensors;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Model;

/// <summary>What ONNX calls the types of elements.</summary>
internal static class OnnxElementTypes
{
    /// <summary>ONNX's name of a type.</summary>
    public static DataType Of(ElementType type) => type switch
    {
        ElementType.Float32 => DataType.Float,
        ElementType.Float16 => DataType.Float16,
        ElementType.BFloat16 => DataType.Bfloat16,
        ElementType.Float64 => DataType.Double,
        ElementType.Int64 => DataType.Int64,
        ElementType.Int32 => DataType.Int32,
        ElementType.Int16 => DataType.Int16,
        ElementType.Int8 => DataType.Int8,
        ElementType.UInt8 => DataType.Uint8,
        ElementType.Bool => DataType.Bool,
        _ => throw new NotSupportedException($"ONNX has no elements of the type {type}."),
    };
}

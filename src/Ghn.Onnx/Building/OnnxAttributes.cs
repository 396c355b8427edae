using Ghn.Networks.Layers;
using Ghn.Onnx.Model.Protocol;
using Google.Protobuf;

namespace Ghn.Onnx.Building;

/// <summary>The attributes of ONNX operations: what is fixed when a graph is made.</summary>
internal static class OnnxAttributes
{
    public static AttributeProto Integer(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Integers(string name, params IEnumerable<int> values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values.Select(value => (long)value) } };

    public static AttributeProto Size(string name, Size2d size) => Integers(name, size.Height, size.Width);

    /// <summary>Padding: what is added at the top and on the left, then what is added at the bottom and on the right.</summary>
    public static AttributeProto Padding(Size2d begin, Size2d end) => Integers("pads", begin.Height, begin.Width, end.Height, end.Width);

    public static AttributeProto Number(string name, double value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = (float)value };

    public static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Tensor(string name, TensorProto value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Tensor, T = value };
}

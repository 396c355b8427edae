using Ghn.Networks.State;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Model;

/// <summary>Tables of indices that a file without weights has as inputs. Of these, only Swin's can be told from their size.</summary>
internal static class IndexTable
{
    /// <summary>Whether an input without a value is a table of indices rather than a weight.</summary>
    public static bool IsOne(ValueInfoProto input) =>
        (DataType)(input.Type?.TensorType?.ElemType ?? 0) is DataType.Int64 or DataType.Int32;

    /// <summary>The indices of relative positions, int64, that a table of the shape holds; null if it is none of these.</summary>
    public static Tensor? Indices(string name, Shape shape)
    {
        int window = (int)Math.Round(Math.Pow(shape.ElementCount, 0.25));
        return (long)window * window * window * window == shape.ElementCount && window > 1
            ? Initializer.RelativePositions(window).Create(shape, new RandomSource(0, name))
            : null;
    }
}

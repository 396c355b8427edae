using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Model;

/// <summary>Numbers that a tensor of an ONNX file is to get.</summary>
/// <param name="Place">The tensor.</param>
/// <param name="Values">The numbers, of its type and shape.</param>
internal sealed record TensorNumbers(TensorProto Place, Tensor Values)
{
    /// <summary>Puts the numbers into the file itself.</summary>
    public void PutInside()
    {
        Clear(Place);
        Place.RawData = TensorBytes.Of(Values);
    }

    /// <summary>Says where the numbers lie in another file.</summary>
    /// <param name="location">The name of the other file.</param>
    /// <param name="offset">The first byte.</param>
    public void PutBeside(string location, long offset)
    {
        Clear(Place);
        Place.DataLocation = TensorProto.Types.DataLocation.External;
        Place.ExternalData.Add(
        [
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = $"{offset}" },
            new StringStringEntryProto { Key = "length", Value = $"{Values.ByteCount}" },
        ]);
    }

    /// <summary>Takes the numbers out of a tensor, wherever it keeps them.</summary>
    public static void Clear(TensorProto tensor)
    {
        tensor.ClearRawData();
        tensor.FloatData.Clear();
        tensor.DoubleData.Clear();
        tensor.Int32Data.Clear();
        tensor.Int64Data.Clear();
        tensor.ClearDataLocation();
        tensor.ExternalData.Clear();
    }
}

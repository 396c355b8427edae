using Ghn.Testing.Protocol;
using Google.Protobuf;

namespace Ghn.Fuzz.Readers;

/// <summary>A network whose weights lie in a file beside it.</summary>
internal static class ExternalModel
{
    private const string DataName = "x.data";
    private const int DataBytes = 1 << 16;

    /// <summary>The network.</summary>
    public static byte[] File()
    {
        var model = ModelProto.Parser.ParseFrom(Seeds.Golden("onnx/user_norms__op13_preserve.onnx.gz"));
        int offset = 0;
        foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => tensor.HasRawData))
        {
            int length = tensor.RawData.Length;
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = DataName });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
            offset += length;
        }

        return model.ToByteArray();
    }

    /// <summary>The file beside it.</summary>
    public static Dictionary<string, byte[]> Data() => new() { [DataName] = new byte[DataBytes] };
}

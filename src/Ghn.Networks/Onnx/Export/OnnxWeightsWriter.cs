using System.Globalization;
using Ghn.Networks.Onnx.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Networks.Onnx;

/// <summary>
/// Writes ONNX files whose initialisers take their numbers from a state dict, straight from its memory: into the file itself,
/// or, where that would be too long, into a file of nothing but numbers beside it.
/// </summary>
internal static class OnnxWeightsWriter
{
    /// <summary>A message of protocol buffers ends before 2³¹ bytes; what is left is room for the graph.</summary>
    private const long MostBytesInside = 2_000_000_000;

    /// <summary>Where numbers begin in a file of their own, for readers that map its pages into memory.</summary>
    private const int PageBytes = 4096;

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <param name="path">Where to; numbers of their own go to the same path with <c>.data</c> appended.</param>
    /// <param name="protocol">The content. Initialisers that the state dict names get its numbers; others stay as they are.</param>
    /// <param name="weights">The numbers, of the types and shapes of the initialisers.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <param name="mostBytesInside">How many bytes of numbers the file itself may hold.</param>
    public static void Write(
        string path, ModelProto protocol, StateDict weights, CancellationToken cancellation, long mostBytesInside = MostBytesInside)
    {
        (TensorProto Initializer, Tensor Tensor)[] filled =
        [
            .. from initializer in protocol.Graph.Initializer
               where weights.Contains(initializer.Name)
               select (initializer, weights[initializer.Name]),
        ];
        if (filled.Sum(entry => entry.Tensor.ByteCount) <= mostBytesInside)
        {
            foreach ((TensorProto initializer, Tensor tensor) in filled)
            {
                initializer.RawData = TensorBytes.Of(tensor);
            }

            OutputFile.Create(path, file => Write(file, protocol), cancellation);
            return;
        }

        string dataPath = $"{path}.data";
        OutputFile.Create(
            dataPath,
            data =>
            {
                foreach ((TensorProto initializer, Tensor tensor) in filled)
                {
                    WriteBeside(data, Path.GetFileName(dataPath), initializer, tensor);
                }

                OutputFile.Create(path, file => Write(file, protocol), cancellation);
            },
            cancellation);
    }

    private static void WriteBeside(OutputFile data, string location, TensorProto initializer, Tensor tensor)
    {
        data.Skip(-data.Position & (PageBytes - 1));
        initializer.DataLocation = TensorProto.Types.DataLocation.External;
        initializer.ExternalData.Add(
        [
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = data.Position.ToString(CultureInfo.InvariantCulture) },
            new StringStringEntryProto { Key = "length", Value = tensor.ByteCount.ToString(CultureInfo.InvariantCulture) },
        ]);
        data.Write(tensor);
    }

    private static void Write(OutputFile file, ModelProto protocol)
    {
        var buffer = new OutputFileBuffer(file);
        protocol.WriteTo(buffer);
        buffer.Flush();
    }
}

using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Formats.Writing;
using Google.Protobuf;

namespace Ghn.Onnx.Model;

/// <summary>
/// Writes ONNX files whose numbers come straight from the memory of tensors: into the file itself, or, where that would be too
/// long, into a file of nothing but numbers beside it.
/// </summary>
internal static class OnnxFileWriter
{
    /// <summary>A message of protocol buffers ends before 2³¹ bytes; what is left is room for the graph.</summary>
    private const long MaxBytesInside = 2_000_000_000;

    /// <summary>Where numbers begin in a file of their own, for readers that map its pages into memory.</summary>
    private const int PageBytes = 4096;

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <param name="path">Where to; numbers in a file of their own go to the same path with <c>.data</c> appended.</param>
    /// <param name="protocol">The content but for the numbers.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <param name="maxBytesInside">How many bytes of numbers the file itself may hold.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, ModelProto protocol, IReadOnlyList<TensorNumbers> numbers, CancellationToken cancellation,
        long maxBytesInside = MaxBytesInside)
    {
        if (numbers.Sum(entry => entry.Values.ByteCount) <= maxBytesInside)
        {
            foreach (TensorNumbers entry in numbers)
            {
                entry.PutInside();
            }

            OutputFile.Create(path, file => Write(file, protocol), cancellation);
            return;
        }

        string dataPath = $"{path}.data";
        OutputFile.Create(
            dataPath,
            data =>
            {
                foreach (TensorNumbers entry in numbers)
                {
                    data.Skip(-data.Position & (PageBytes - 1));
                    entry.PutBeside(Path.GetFileName(dataPath), data.Position);
                    data.Write(entry.Values);
                }

                OutputFile.Create(path, file => Write(file, protocol), cancellation);
            },
            cancellation);
    }

    private static void Write(OutputFile file, ModelProto protocol)
    {
        var buffer = new OutputFileBuffer(file);
        protocol.WriteTo(buffer);
        buffer.Flush();
    }
}

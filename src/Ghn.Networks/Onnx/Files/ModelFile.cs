using Ghn.Networks.Onnx.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Networks.Onnx;

/// <summary>Reads and writes ONNX files as they are, whatever graph they hold.</summary>
internal static class ModelFile
{
    /// <summary>Protocol buffers end at 2 GiB; larger models keep their tensors in files of their own.</summary>
    private const long LargestFile = int.MaxValue;

    private const int DeepestNesting = 50;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidFileException">It is truncated, damaged, or no ONNX file.</exception>
    public static ModelProto Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > LargestFile)
        {
            throw new InvalidFileException(
                path, "as a whole", "an ONNX file cannot be larger than 2 GiB",
                "Save the model with its tensors as external data: onnx.save(model, path, save_as_external_data=True).");
        }

        try
        {
            ModelProto model = Parse(stream, (int)stream.Length);
            return model.Graph is { Node.Count: > 0 }
                ? model
                : throw new InvalidFileException(path, "as a whole", "it holds no graph, so it is no ONNX model");
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidFileException(path, "as a whole", error);
        }
    }

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(ModelProto model, string path)
    {
        if (model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > LargestFile)
        {
            throw new IOException($"{path}: the model exceeds 2 GiB, the most that an ONNX file can hold.");
        }

        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream stream = File.Create(temporary))
            {
                model.WriteTo(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static ModelProto Parse(Stream stream, int length)
    {
        var input = CodedInputStream.CreateWithLimits(stream, Math.Max(1, length), DeepestNesting);
        var model = new ModelProto();
        model.MergeFrom(input);
        return model;
    }
}

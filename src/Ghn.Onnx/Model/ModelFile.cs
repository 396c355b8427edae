using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;
using Google.Protobuf;

namespace Ghn.Onnx.Model;

/// <summary>
/// Reads ONNX files, whatever graph they hold, and writes out what they say in short: functions, sparse tensors, folded
/// copies of weights, nodes in no order.
/// <see cref="OnnxFileWriter"/> writes them.
/// </summary>
internal static class ModelFile
{
    /// <summary>Protocol buffers end at 2 GiB; larger models keep their tensors in files of their own.</summary>
    private const long MaxFileBytes = int.MaxValue;

    private const int MaxNesting = 50;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidFileException">It is truncated, damaged, or no ONNX file.</exception>
    public static ModelProto Read(string path)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        if (stream.Length > MaxFileBytes)
        {
            throw new InvalidFileException(
                path, "as a whole", "an ONNX file cannot be larger than 2 GiB",
                "Save the model with its tensors as external data: onnx.save(model, path, save_as_external_data=True).");
        }

        try
        {
            ModelProto model = Parse(stream, (int)stream.Length);
            return model.Graph is { Node.Count: > 0 }
                ? InFull(path, model)
                : throw new InvalidFileException(path, "as a whole", "it holds no graph, so it is no ONNX model");
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidFileException(path, "as a whole", error);
        }
    }

    private static ModelProto InFull(string path, ModelProto model)
    {
        new SparseTensors(path).WriteOut(model);
        LocalFunctions.Inline(path, model);
        FoldedCopies.Unfold(model);
        NodeOrder.Sort(model.Graph);
        return model;
    }

    private static ModelProto Parse(Stream stream, int length)
    {
        var input = CodedInputStream.CreateWithLimits(stream, Math.Max(1, length), MaxNesting);
        var model = new ModelProto();
        model.MergeFrom(input);
        return model;
    }
}

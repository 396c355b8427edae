using System.Globalization;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Onnx.Model;

/// <summary>
/// The bytes of tensors that lie in files beside the model, in its folder or below it: a model must not be able to read
/// other files of whoever opens it, nor to fill the memory by naming the same bytes again and again.
/// </summary>
/// <param name="file">The model's file.</param>
internal sealed class ExternalData(string file)
{
    /// <summary>Tied weights may name the same bytes twice.</summary>
    private const int MaxRatio = 2;
    private const long AlwaysAllowed = 64L << 20;

    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private long _spent;

    /// <summary>Reads the bytes of a tensor.</summary>
    /// <exception cref="InvalidFileException">The data are missing, incomplete, lie elsewhere, or all are too many.</exception>
    public byte[] Read(TensorProto tensor)
    {
        string location = Entry(tensor, "location") ?? throw Invalid(tensor, "it does not say where its data lies");
        string path = ModelFolder.Resolve(file, location)
            ?? throw Invalid(tensor, $"its data should lie in {location}, which is not in the model's folder, or a link leads out of it");
        if (!File.Exists(path))
        {
            throw Invalid(tensor, $"its data should lie in {location}, which does not exist");
        }

        using SafeFileHandle handle = RegularFile.OpenHandle(path);
        long available = _sizes[path] = RandomAccess.GetLength(handle);
        long offset = Number(tensor, "offset") ?? 0;
        long length = Number(tensor, "length") ?? available - offset;
        if (offset < 0 || length < 0 || offset > available || length > available - offset || length > Array.MaxLength)
        {
            throw Invalid(tensor, $"its data should be {length} bytes from byte {offset} of {location} on, which has {available}");
        }

        Spend(tensor, length);
        return Bytes(handle, offset, length, tensor, location);
    }

    private byte[] Bytes(SafeFileHandle handle, long offset, long length, TensorProto tensor, string location)
    {
        byte[] bytes = new byte[length];
        for (int done = 0; done < bytes.Length;)
        {
            int count = RandomAccess.Read(handle, bytes.AsSpan(done), offset + done);
            done += count > 0 ? count : throw Invalid(tensor, $"{location} ended while it was read");
        }

        return bytes;
    }

    private void Spend(TensorProto tensor, long length)
    {
        _spent += length;
        if (_spent > Math.Max(AlwaysAllowed, MaxRatio * _sizes.Values.Sum()))
        {
            throw new InvalidFileException(
                file, $"tensor {tensor.Name}", "the tensors name the same bytes of the data files again and again",
                "Save the model again: each of its tensors has bytes of its own.");
        }
    }

    private long? Number(TensorProto tensor, string key)
    {
        string? text = Entry(tensor, key);
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw Invalid(tensor, $"the {key} of its data is {text}");
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private InvalidFileException Invalid(TensorProto tensor, string problem) => new(
        file, $"tensor {tensor.Name}", problem, "Keep the data files of a model beside it, as they were when it was saved.");
}

using System.Globalization;
using Ghn.Networks.Onnx.Protocol;
using Ghn.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Networks.Onnx;

/// <summary>
/// The bytes of tensors that lie in files beside the model, in its folder or below it: a model must not be able to read
/// other files of whoever opens it.
/// </summary>
internal static class ExternalData
{
    /// <summary>Reads the bytes of a tensor.</summary>
    /// <param name="file">The name of the model's file.</param>
    /// <param name="folder">Its folder; null if there is none.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="InvalidFileException">The data is missing, incomplete, or lies elsewhere.</exception>
    public static byte[] Read(string file, string? folder, TensorProto tensor)
    {
        string location = Entry(tensor, "location") ?? throw Invalid(file, tensor, "it does not say where its data lies");
        string path = Resolve(folder, location)
            ?? throw Invalid(file, tensor, $"its data should lie in {location}, which is not in the model's folder");
        if (!File.Exists(path))
        {
            throw Invalid(file, tensor, $"its data should lie in {location}, which does not exist");
        }

        using SafeFileHandle handle = File.OpenHandle(path);
        long available = RandomAccess.GetLength(handle);
        long offset = Number(file, tensor, "offset") ?? 0;
        long length = Number(file, tensor, "length") ?? available - offset;
        if (offset < 0 || length < 0 || offset > available || length > available - offset || length > Array.MaxLength)
        {
            throw Invalid(file, tensor, $"its data should be {length} bytes from byte {offset} of {location} on, which has {available}");
        }

        var bytes = new byte[length];
        for (int done = 0; done < bytes.Length;)
        {
            int count = RandomAccess.Read(handle, bytes.AsSpan(done), offset + done);
            done += count > 0 ? count : throw Invalid(file, tensor, $"{location} ended while it was read");
        }

        return bytes;
    }

    private static string? Resolve(string? folder, string location)
    {
        if (folder is null || location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location))
        {
            return null;
        }

        string root = Path.GetFullPath(folder);
        string path = Path.GetFullPath(Path.Combine(root, location));
        bool isInside = path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isInside && new FileInfo(path).LinkTarget is null ? path : null;
    }

    private static long? Number(string file, TensorProto tensor, string key)
    {
        string? text = Entry(tensor, key);
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw Invalid(file, tensor, $"the {key} of its data is {text}");
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static InvalidFileException Invalid(string file, TensorProto tensor, string problem) => new(
        file, $"tensor {tensor.Name}", problem, "Keep the data files of a model beside it, as they were when it was saved.");
}

using System.IO.Compression;

namespace Ghn.Networks.Tests;

/// <summary>The ONNX files that PyTorch exported: <c>tests/Golden/onnx</c> and <c>tests/Golden/onnx_noweights</c>.</summary>
internal static class GoldenOnnx
{
    /// <summary>The bytes of an exported model.</summary>
    public static byte[] Bytes(string folder, string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(GoldenZoo.RepositoryFolder(), "tests", "Golden", folder, $"{name}.onnx.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Runs something with the bytes in a file of their own.</summary>
    public static void WithFile(byte[] bytes, Action<string> action)
    {
        string folder = Directory.CreateTempSubdirectory("onnx").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            File.WriteAllBytes(path, bytes);
            action(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

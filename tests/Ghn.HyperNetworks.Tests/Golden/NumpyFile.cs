using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Reads the float32 arrays that golden files hold, independently of the readers under test.</summary>
internal static class NumpyFile
{
    public static float[] Read(string path) => Values(File.ReadAllBytes(path));

    public static Dictionary<string, float[]> ReadArchive(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => Path.GetFileNameWithoutExtension(entry.FullName), Values);
    }

    /// <summary>One array of an archive.</summary>
    public static float[] ReadEntry(string path, string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return Values(archive.GetEntry($"{name}.npy")!);
    }

    private static float[] Values(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return Values(bytes.ToArray());
    }

    private static float[] Values(byte[] bytes)
    {
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, 10, headerLength);
        Assert.Contains("'<f4'", header, StringComparison.Ordinal);
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + headerLength)).ToArray();
        if (header.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            return values;
        }

        int open = header.IndexOf('(', StringComparison.Ordinal) + 1;
        string shape = header[open..header.IndexOf(')', StringComparison.Ordinal)];
        return RowMajor(values, [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);
    }

    /// <summary>Reorders values of which the first index runs fastest.</summary>
    private static float[] RowMajor(float[] values, int[] shape)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i;
            int position = 0;
            foreach (int size in shape)
            {
                position = (position * size) + (rest % size);
                rest /= size;
            }

            result[position] = values[i];
        }

        return result;
    }
}

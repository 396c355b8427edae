using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Ghn.Tensors;

namespace Ghn.Training.Distribution;

/// <summary>Short texts that differ where long contents do: what processes compare instead of files and tensors.</summary>
public static class ContentHash
{
    /// <summary>The hash of a file, whatever its name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        var hash = new XxHash128();
        hash.Append(file);
        return Text(hash);
    }

    /// <summary>The hash of the names, shapes and values of tensors of float32 and int64, in their order.</summary>
    public static string Of(StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var hash = new XxHash128();
        foreach ((string name, Tensor tensor) in tensors)
        {
            hash.Append(Encoding.UTF8.GetBytes($"{name} {tensor.Shape}\n"));
            hash.Append(tensor.ElementType == ElementType.Int64
                ? MemoryMarshal.AsBytes(tensor.Elements<long>())
                : MemoryMarshal.AsBytes(tensor.Values));
        }

        return Text(hash);
    }

    private static string Text(XxHash128 hash) => Convert.ToHexStringLower(hash.GetCurrentHash());
}

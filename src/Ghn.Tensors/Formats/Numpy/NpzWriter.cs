using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>Writes what <c>np.load</c> reads: an archive of named arrays, or one array.</summary>
internal static class NpzWriter
{
    /// <summary>Writes an archive.</summary>
    /// <exception cref="NotSupportedException">A tensor is of a type that NumPy lacks.</exception>
    public static void Write(OutputFile file, StateDict tensors)
    {
        var archive = new ZipWriter(file);
        foreach ((string name, Tensor tensor) in tensors)
        {
            archive.Add($"{name}.npy", Header(name, tensor), tensor);
        }

        archive.Finish();
    }

    /// <summary>Writes one array.</summary>
    /// <exception cref="NotSupportedException">There are several, or NumPy lacks its type.</exception>
    public static void WriteSingle(OutputFile file, StateDict tensors)
    {
        if (tensors.Count != 1)
        {
            throw new NotSupportedException($"An .npy file holds one array, not {tensors.Count}: save as .npz.");
        }

        (string name, Tensor tensor) = tensors.First();
        file.Write(Header(name, tensor));
        file.Write(tensor);
    }

    /// <summary>What stands before a tensor's elements.</summary>
    /// <exception cref="NotSupportedException">NumPy lacks the tensor's type.</exception>
    public static byte[] Header(string name, Tensor tensor)
    {
        string type = NumpyElements.NameOf(tensor.ElementType)
            ?? throw new NotSupportedException(
                $"{PrintableText.OfName(name)}: NumPy has no {tensor.ElementType}; save as .safetensors or .pt.");
        return NpyHeader.Write(type, tensor.Shape);
    }
}

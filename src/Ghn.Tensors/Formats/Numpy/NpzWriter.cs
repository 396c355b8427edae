using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>Writes what <c>np.load</c> reads: an archive of named arrays, or one array.</summary>
internal static class NpzWriter
{
    private const int Alignment = 64;
    private const int PrefixBytes = 10;

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

    private static byte[] Header(string name, Tensor tensor)
    {
        string type = NumpyElements.NameOf(tensor.ElementType)
            ?? throw new NotSupportedException(
                $"{PrintableText.OfName(name)}: NumPy has no {tensor.ElementType}; save as .safetensors or .pt.");
        string shape = string.Concat(tensor.Shape.Select(size => $"{size}, "));
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape.TrimEnd()}), }}";
        int textBytes = ((PrefixBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment) - PrefixBytes;

        var header = new LittleEndianBuffer();
        header.Add8(0x93).Add("NUMPY\x01\x00"u8).Add16((ushort)textBytes);
        header.Add(Encoding.ASCII.GetBytes(text.PadRight(textBytes - 1) + '\n'));
        return header.ToArray();
    }
}

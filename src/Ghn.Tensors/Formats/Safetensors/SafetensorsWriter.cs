using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Safetensors;

/// <summary>
/// Writes safetensors. The header lists the tensors in the state dict's order; their bytes lie in the order of element sizes,
/// the largest first, so that each tensor is aligned to its elements, as readers that map the file require.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes the file.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tensors">The state dict; its metadata go into the header.</param>
    /// <param name="content">Other values, which join the metadata as text or JSON.</param>
    /// <exception cref="NotSupportedException">A tensor's name is reserved, or the header would be too long.</exception>
    public static void Write(OutputFile file, StateDict tensors, IReadOnlyDictionary<string, object?>? content)
    {
        KeyValuePair<string, Tensor>[] inFileOrder = [.. tensors.OrderByDescending(entry => entry.Value.ElementType.ByteCount())];
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        long position = 0;
        foreach ((string name, Tensor tensor) in inFileOrder)
        {
            offsets[name] = position;
            position += tensor.ByteCount;
        }

        file.Write(Header(tensors, content, offsets));
        foreach ((_, Tensor tensor) in inFileOrder)
        {
            file.Write(tensor);
        }
    }

    private static byte[] Header(StateDict tensors, IReadOnlyDictionary<string, object?>? content, Dictionary<string, long> offsets)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, tensors.Metadata, content);
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (name == SafetensorsReader.MetadataKey)
                {
                    throw new NotSupportedException($"No tensor can be called {PrintableText.OfName(name)} in safetensors: rename it.");
                }

                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.ElementType));
                WriteNumbers(json, "shape", tensor.Shape.Select(size => (long)size));
                WriteNumbers(json, "data_offsets", [offsets[name], offsets[name] + tensor.ByteCount]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int headerBytes = (buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        if (headerBytes > SafetensorsReader.MaxHeaderBytes)
        {
            throw new NotSupportedException(
                $"The names and metadata take {headerBytes} bytes; safetensors allows {SafetensorsReader.MaxHeaderBytes}.");
        }

        byte[] header = new byte[sizeof(long) + headerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(header, headerBytes);
        buffer.WrittenSpan.CopyTo(header.AsSpan(sizeof(long)));
        header.AsSpan(sizeof(long) + buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    private static void WriteMetadata(
        Utf8JsonWriter json, IDictionary<string, string> metadata, IReadOnlyDictionary<string, object?>? content)
    {
        var all = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        foreach ((string key, object? value) in content ?? new Dictionary<string, object?>())
        {
            all[key] = JsonContent.ToMetadata(value);
        }

        if (all.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafetensorsReader.MetadataKey);
        foreach ((string key, string value) in all)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}

using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes headers of .safetensors and .npy files, with lengths and offsets that are right again.</summary>
internal static class TensorFileMutation
{
    private const string MetadataKey = "__metadata__";
    private const int NpyMagicBytes = 8;

    private static readonly (string Name, int Bytes)[] Types =
        [("F64", 8), ("F32", 4), ("F16", 2), ("BF16", 2), ("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U8", 1), ("BOOL", 1)];

    /// <summary>A .safetensors file whose header differs in some value.</summary>
    public static byte[] SafetensorsHeader(ReadOnlySpan<byte> file, Random random)
    {
        (byte[] header, byte[] data) = Split(file);
        return Join(JsonMutation.Apply(header, random), data);
    }

    /// <summary>
    /// A valid .safetensors file with other tensors: without one of them, with another shape, type or name, or with other metadata.
    /// </summary>
    public static byte[] SafetensorsTensors(ReadOnlySpan<byte> file, Random random)
    {
        (byte[] header, byte[] data) = Split(file);
        JsonObject tensors = JsonNode.Parse(header) as JsonObject ?? throw new InvalidDataException("no header");
        string[] names = [.. tensors.Select(entry => entry.Key).Where(name => name != MetadataKey)];
        for (int changes = 1 + random.Next(3); changes > 0 && names.Length > 0; changes--)
        {
            string name = names[random.Next(names.Length)];
            if (random.Next(3) == 0 && tensors[MetadataKey] is JsonObject metadata)
            {
                var changed = JsonNode.Parse(JsonMutation.Apply(Encoding.UTF8.GetBytes(metadata.ToJsonString()), random)) as JsonObject;
                tensors[MetadataKey] = new JsonObject(
                    (changed ?? []).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)$"{entry.Value}")));
            }
            else if (tensors[name] is JsonObject tensor)
            {
                ChangeTensor(tensors, name, tensor, names, random);
            }
        }

        return Repacked(tensors, data);
    }

    /// <summary>A .npy file whose header differs in some word.</summary>
    public static byte[] Npy(ReadOnlySpan<byte> file, Random random)
    {
        if (file.Length < NpyMagicBytes + 4)
        {
            throw new InvalidDataException("no header");
        }

        int lengthBytes = file[6] == 1 ? 2 : 4;
        int start = NpyMagicBytes + lengthBytes;
        long length = lengthBytes == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (start + length > file.Length)
        {
            throw new InvalidDataException("no header");
        }

        byte[] header = TextMutation.Apply(file.Slice(start, (int)length), random);
        byte[] result = [.. file[..start], .. header, .. file[(start + (int)length)..]];
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(NpyMagicBytes), (ushort)header.Length);
        return result;
    }

    private static void ChangeTensor(JsonObject tensors, string name, JsonObject tensor, string[] names, Random random)
    {
        var shape = (JsonArray)tensor["shape"]!;
        switch (random.Next(7))
        {
            case 0:
                tensors.Remove(name);
                break;
            case 1:
                tensors[names[random.Next(names.Length)]] = tensor.DeepClone();
                break;
            case 2:
                tensor["dtype"] = Types[random.Next(Types.Length)].Name;
                break;
            case 3 when shape.Count > 1:
                tensor["shape"] = new JsonArray([.. shape.Select(size => size!.DeepClone()).Reverse()]);
                break;
            case 4:
                shape.Insert(random.Next(shape.Count + 1), 1L);
                break;
            case 5 when shape.Count > 0:
                shape.RemoveAt(random.Next(shape.Count));
                break;
            default:
                if (shape.Count > 0)
                {
                    shape[random.Next(shape.Count)] = (long)random.Next(0, 12);
                }

                break;
        }
    }

    /// <summary>Gives every tensor a place of its own again, as large as its shape and its type ask for.</summary>
    private static byte[] Repacked(JsonObject tensors, byte[] data)
    {
        var packed = new MemoryStream();
        foreach ((string name, JsonNode? entry) in tensors)
        {
            if (name == MetadataKey || entry is not JsonObject tensor)
            {
                continue;
            }

            int elementBytes = Types.First(type => type.Name == (string)tensor["dtype"]!).Bytes;
            long bytes = ((JsonArray)tensor["shape"]!).Aggregate((long)elementBytes, (product, size) => product * (long)size!);
            if (bytes > 1 << 20)
            {
                throw new InvalidDataException("too large");
            }

            long from = Math.Min((long)tensor["data_offsets"]![0]!, data.Length);
            byte[] content = new byte[bytes];
            data.AsSpan((int)from, (int)Math.Min(bytes, data.Length - from)).CopyTo(content);
            tensor["data_offsets"] = new JsonArray(packed.Length, packed.Length + bytes);
            packed.Write(content);
        }

        return Join(Encoding.UTF8.GetBytes(tensors.ToJsonString()), packed.ToArray());
    }

    private static (byte[] Header, byte[] Data) Split(ReadOnlySpan<byte> file)
    {
        long length = file.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        return length >= 0 && length <= file.Length - sizeof(long)
            ? (file.Slice(sizeof(long), (int)length).ToArray(), file[(sizeof(long) + (int)length)..].ToArray())
            : throw new InvalidDataException("no header");
    }

    private static byte[] Join(byte[] header, byte[] data)
    {
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }
}

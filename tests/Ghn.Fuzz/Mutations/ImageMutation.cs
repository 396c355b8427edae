using System.Buffers.Binary;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes chunks of PNG images, whose checksums are right again, and segments of JPEG images.</summary>
internal static class ImageMutation
{
    private const int PngSignatureBytes = 8;
    private const int ChunkFrameBytes = 12;

    /// <summary>A changed PNG image.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static byte[] Png(ReadOnlySpan<byte> image, Random random)
    {
        List<(uint Kind, byte[] Body)> chunks = Chunks(image);
        if (chunks.Count == 0)
        {
            throw new InvalidDataException("no chunks");
        }

        int place = random.Next(chunks.Count);
        (uint kind, byte[] body) = chunks[place];
        switch (random.Next(10))
        {
            case 0:
                chunks.RemoveAt(place);
                break;
            case 1:
                chunks.Insert(random.Next(chunks.Count), chunks[place]);
                break;
            case 2:
                int other = random.Next(chunks.Count);
                (chunks[place], chunks[other]) = (chunks[other], chunks[place]);
                break;
            case 3:
                // Image data may be cut at any byte.
                int cut = random.Next(body.Length + 1);
                chunks[place] = (kind, body[..cut]);
                chunks.Insert(place + 1, (kind, body[cut..]));
                break;
            default:
                chunks[place] = (kind, kind == Name("IDAT"u8) && random.Next(3) > 0
                    ? ArchiveMutation.Zlib(ByteMutation.Apply).OrBytes()(body, random)
                    : ByteMutation.Apply(body, random));
                break;
        }

        var result = new MemoryStream();
        result.Write(image[..PngSignatureBytes]);
        foreach ((uint chunkKind, byte[] chunkBody) in chunks)
        {
            Write(result, chunkKind, chunkBody);
        }

        return result.ToArray();
    }

    /// <summary>A changed JPEG image.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static byte[] Jpeg(ReadOnlySpan<byte> image, Random random)
    {
        var segments = new List<byte[]>();
        int place = 2;
        while (place + 4 <= image.Length && image[place] == 0xff && image[place + 1] != 0xda)
        {
            int length = 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(place + 2)..]);
            if (place + length > image.Length)
            {
                break;
            }

            segments.Add(image.Slice(place, length).ToArray());
            place += length;
        }

        if (segments.Count == 0)
        {
            throw new InvalidDataException("no segments");
        }

        int chosen = random.Next(segments.Count);
        switch (random.Next(6))
        {
            case 0:
                segments.RemoveAt(chosen);
                break;
            case 1:
                segments.Insert(chosen, segments[random.Next(segments.Count)]);
                break;
            default:
                byte[] body = ByteMutation.Apply(segments[chosen].AsSpan(4), random);
                byte[] head = segments[chosen][..4];
                BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(body.Length + 2));
                segments[chosen] = [.. head, .. body];
                break;
        }

        return [.. image[..2], .. segments.SelectMany(segment => segment), .. image[place..]];
    }

    private static List<(uint Kind, byte[] Body)> Chunks(ReadOnlySpan<byte> image)
    {
        var chunks = new List<(uint Kind, byte[] Body)>();
        for (int place = PngSignatureBytes; place + ChunkFrameBytes <= image.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(image[place..]);
            if (length > image.Length - place - ChunkFrameBytes)
            {
                break;
            }

            chunks.Add((BinaryPrimitives.ReadUInt32BigEndian(image[(place + 4)..]), image.Slice(place + 8, (int)length).ToArray()));
            place += ChunkFrameBytes + (int)length;
        }

        return chunks;
    }

    private static void Write(Stream stream, uint kind, byte[] body)
    {
        byte[] chunk = new byte[ChunkFrameBytes + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), kind);
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.Append(0, chunk.AsSpan(4, 4 + body.Length)));
        stream.Write(chunk);
    }

    private static uint Name(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>
/// Decodes PNG files (ISO/IEC 15948) of every kind: chunks with checksums, a zlib stream that is spread over some of them,
/// filtered rows, and for interlaced files seven coarse pictures that interlock.
/// </summary>
/// <param name="file">The file; its bytes are moved about.</param>
/// <param name="name">The file's name.</param>
internal sealed class PngReader(ArraySegment<byte> file, string name)
{
    private const int SignatureBytes = 8;
    private const int LongestExpansion = 1032;

    /// <summary>Where each pass begins and how far apart its pixels are.</summary>
    private static readonly PngPass[] InterlacedPasses =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    private static readonly PngPass[] OnePass = [new(0, 0, 1, 1)];

    private PngHeader? _header;
    private byte[]? _palette;
    private int _dataBytes;

    /// <summary>Decodes the file.</summary>
    /// <exception cref="InvalidFileException">It is damaged.</exception>
    public RgbImage Decode()
    {
        ReadChunks();
        PngHeader header = _header ?? throw Invalid("the header", "there is none");
        if (header.Color == PngColor.Palette && _palette is null)
        {
            throw Invalid("the palette", "there is none");
        }

        if ((long)header.RowBytes(header.Width) * header.Height > (long)LongestExpansion * _dataBytes)
        {
            throw Invalid("the pixels", $"{_dataBytes} bytes of data cannot hold {header.Width}×{header.Height} of them");
        }

        RgbImage image = RgbImage.Rent(header.Width, header.Height, out Span<byte> target);
        try
        {
            using var compressed = new MemoryStream(file.Array!, file.Offset, _dataBytes);
            using var pixels = new ZLibStream(compressed, CompressionMode.Decompress);
            foreach (PngPass pass in header.IsInterlaced ? InterlacedPasses : OnePass)
            {
                ReadPass(header, pass, pixels, target);
            }
        }
        catch (Exception error)
        {
            image.Dispose();
            if (error is InvalidDataException or EndOfStreamException)
            {
                throw new InvalidFileException(name, "the pixels", error);
            }

            throw;
        }

        return image;
    }

    /// <summary>Reads the chunks that matter, and moves the data of all to the start of the file.</summary>
    private void ReadChunks()
    {
        for (int place = SignatureBytes; ;)
        {
            Span<byte> rest = file.AsSpan(Math.Min(place, file.Count));
            uint length = rest.Length < 12 ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                throw Invalid($"byte {place}", "the file ends within a chunk");
            }

            Span<byte> body = rest.Slice(4, 4 + (int)length);
            string type = Encoding.Latin1.GetString(body[..4]);
            if (char.IsAsciiLetterUpper(type[0])
                && Crc32.Append(0, body) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
            {
                throw Invalid($"byte {place}", $"the checksum of the chunk {type} is wrong");
            }

            ReadOnlySpan<byte> content = body[4..];
            switch (type)
            {
                case "IHDR":
                    _header = PngHeader.Read(content, name);
                    break;
                case "PLTE":
                    _palette = new byte[3 << 8];
                    content[..Math.Min(content.Length, _palette.Length)].CopyTo(_palette);
                    break;
                case "IDAT":
                    content.CopyTo(file.AsSpan(_dataBytes));
                    _dataBytes += content.Length;
                    break;
                case "IEND":
                    return;
            }

            place += 12 + (int)length;
        }
    }

    private void ReadPass(PngHeader header, PngPass pass, Stream pixels, Span<byte> target)
    {
        int width = PngPass.Count(header.Width, pass.Left, pass.StepX);
        int height = PngPass.Count(header.Height, pass.Top, pass.StepY);
        if (width == 0)
        {
            return;
        }

        int rowBytes = header.RowBytes(width);
        byte[] above = new byte[1 + rowBytes];
        byte[] row = new byte[1 + rowBytes];
        int pixelBytes = Math.Max(1, header.Channels * header.BitDepth / 8);
        var pixelsOfRow = new PngRow(header, _palette);
        for (int y = 0; y < height; y++)
        {
            pixels.ReadExactly(row);
            PngFilter.Restore(row[0], row.AsSpan(1), above.AsSpan(1), pixelBytes, name);
            int first = ((pass.Top + (y * pass.StepY)) * header.Width) + pass.Left;
            pixelsOfRow.CopyTo(row.AsSpan(1), width, target[(3 * first)..], 3 * pass.StepX);
            (row, above) = (above, row);
        }
    }

    private InvalidFileException Invalid(string place, string problem) => new(name, place, problem);

    /// <summary>A coarse picture: where it begins in the whole one and how far apart its pixels are there.</summary>
    private readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
    {
        /// <summary>How many of so many places are the pass's.</summary>
        public static int Count(int length, int first, int step) => Math.Max(0, (length - first + step - 1) / step);
    }
}

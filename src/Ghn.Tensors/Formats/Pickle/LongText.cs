using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// A text of more than a page, which is decoded only when somebody asks for it: what Python 3 makes of byte strings in protocol 2,
/// where each character stands for a byte.
/// </summary>
/// <param name="bytes">The text in UTF-8.</param>
internal sealed class LongText(FileBytes bytes)
{
    private FileBytes? _latin1;

    /// <summary>The text in UTF-8.</summary>
    public FileBytes Utf8 => bytes;

    /// <summary>The bytes that the characters stand for; made once, however often they are asked for.</summary>
    /// <exception cref="InvalidFileException">A character stands for no byte.</exception>
    public FileBytes Latin1() => _latin1 ??= new FileBytes(HeapMemory.Read(new Decoder(bytes).Read, CharacterCount()), bytes.Name);

    /// <summary>Every byte but those that continue a character starts one.</summary>
    private long CharacterCount()
    {
        long count = 0;
        for (long offset = 0; offset < bytes.Length; offset += Decoder.ChunkBytes)
        {
            foreach (byte unit in bytes.Span(offset, (int)Math.Min(Decoder.ChunkBytes, bytes.Length - offset), "a text"))
            {
                count += (unit & 0xc0) == 0x80 ? 0 : 1;
            }
        }

        return count;
    }

    private sealed class Decoder(FileBytes source)
    {
        public const int ChunkBytes = 1 << 20;

        private long _position;

        /// <summary>Decodes some characters, as many as there is room for.</summary>
        public int Read(Span<byte> target)
        {
            ReadOnlySpan<byte> units = source.Span(_position, (int)Math.Min(ChunkBytes, source.Length - _position), "a text");
            int taken = 0;
            int written = 0;
            while (written < target.Length && taken < units.Length)
            {
                if (Rune.DecodeFromUtf8(units[taken..], out Rune rune, out int count) != System.Buffers.OperationStatus.Done)
                {
                    if (taken > 0 && units.Length - taken < 4 && _position + units.Length < source.Length)
                    {
                        break;
                    }

                    throw source.Invalid(_position + taken, "a text that stands for bytes is no UTF-8");
                }

                target[written++] = rune.Value <= byte.MaxValue
                    ? (byte)rune.Value
                    : throw source.Invalid(_position + taken, "a text that should stand for bytes has other characters");
                taken += count;
            }

            _position += taken;
            return written;
        }
    }
}

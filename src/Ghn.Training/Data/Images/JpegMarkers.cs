using System.Buffers.Binary;

namespace Ghn.Training.Data.Images;

/// <summary>
/// The markers of a JPEG file (ISO/IEC 10918-1, B.1): a byte 255 and one that says what follows. A progressive file has many scans, and
/// the decoder makes a picture of those that are there: only the marker at the end tells a whole file from half of one.
/// </summary>
internal static class JpegMarkers
{
    private const byte Prefix = 0xff;
    private const byte Stuffing = 0x00;
    private const byte StandAlone = 0x01;
    private const byte FirstRestart = 0xd0;
    private const byte StartOfImage = 0xd8;
    private const byte EndOfImage = 0xd9;

    /// <summary>Whether the picture's end is there.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> file)
    {
        while (true)
        {
            int prefix = file.IndexOf(Prefix);
            int marker = prefix < 0 ? -1 : file[prefix..].IndexOfAnyExcept(Prefix);
            if (marker < 0)
            {
                return false;
            }

            byte kind = file[prefix + marker];
            file = file[(prefix + marker + 1)..];
            if (kind == EndOfImage)
            {
                return true;
            }

            // All others are followed by a length, which counts itself, and as many bytes: a thumbnail's own markers are among them.
            if (kind is not (Stuffing or StandAlone or (>= FirstRestart and <= StartOfImage)))
            {
                int length = file.Length < sizeof(ushort) ? sizeof(ushort) : BinaryPrimitives.ReadUInt16BigEndian(file);
                file = file[Math.Min(file.Length, length)..];
            }
        }
    }
}

using System.Buffers.Binary;

namespace Ghn.Fuzz.Mutations;

/// <summary>How the arguments of pickle instructions are laid out, as Python's <c>pickletools</c> documents them.</summary>
internal static class InstructionArguments
{
    /// <summary>The bytes of the length that precedes an argument; 0 for arguments without one.</summary>
    public static int LengthBytes(byte code) => code switch
    {
        (byte)'U' or (byte)'C' or 0x8c or 0x8a => 1,
        (byte)'T' or (byte)'X' or (byte)'B' or 0x8b => 4,
        0x8d or 0x8e or 0x96 => 8,
        _ => 0,
    };

    /// <summary>The lines of an argument that is text.</summary>
    public static int Lines(byte code) => code switch
    {
        (byte)'I' or (byte)'L' or (byte)'F' or (byte)'S' or (byte)'V' or (byte)'p' or (byte)'g' or (byte)'P' => 1,
        (byte)'c' or (byte)'i' => 2,
        _ => 0,
    };

    /// <summary>The bytes of the instruction at the start of <paramref name="bytes"/>; -1 if it is not complete.</summary>
    /// <param name="bytes">The instruction and what follows it.</param>
    /// <param name="argumentStart">Where its argument starts.</param>
    public static int Length(ReadOnlySpan<byte> bytes, out int argumentStart)
    {
        byte code = bytes[0];
        argumentStart = 1 + LengthBytes(code);
        long length = argumentStart;
        if (argumentStart > 1 && bytes.Length >= argumentStart)
        {
            Span<byte> number = stackalloc byte[sizeof(ulong)];
            bytes[1..argumentStart].CopyTo(number);
            ulong argument = BinaryPrimitives.ReadUInt64LittleEndian(number);
            length = argument <= int.MaxValue ? argumentStart + (long)argument : -1;
        }
        else if (Lines(code) is int lines and > 0)
        {
            for (; lines > 0 && length >= 0; lines--)
            {
                int line = bytes[(int)length..].IndexOf((byte)'\n');
                length = line < 0 ? -1 : length + line + 1;
            }
        }
        else
        {
            length += code switch
            {
                (byte)'K' or (byte)'q' or (byte)'h' or 0x80 or 0x82 => 1,
                (byte)'M' or 0x83 => 2,
                (byte)'J' or (byte)'r' or (byte)'j' or 0x84 => 4,
                (byte)'G' or 0x95 => 8,
                _ => 0,
            };
        }

        return length <= bytes.Length ? (int)length : -1;
    }
}

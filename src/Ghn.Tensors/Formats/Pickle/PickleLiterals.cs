using System.Numerics;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// The instructions of the pickle machine that carry a value of their own: numbers, texts, byte strings. What they announce is
/// checked and paid for before it is read.
/// </summary>
/// <param name="input">Where the values are read.</param>
/// <param name="memory">What they are charged to, in bytes.</param>
internal sealed class PickleLiterals(PickleInput input, Budget memory)
{
    /// <summary>The texts of which strings are made; longer ones are left where they are.</summary>
    private const int MaxStringLength = 128 << 10;
    private const int PayloadBytes = 256;

    private static readonly object NoLiteral = new();

    /// <summary>Reads the value of an instruction.</summary>
    /// <param name="code">The instruction.</param>
    /// <param name="dialect">What the long strings of Python 2 are.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="InvalidFileException">The value is too long, or the input ends too early.</exception>
    public bool TryRead(PickleOpcode code, PickleDialect dialect, out object? value)
    {
        value = code switch
        {
            PickleOpcode.None => null,
            PickleOpcode.NewTrue => true,
            PickleOpcode.NewFalse => false,
            PickleOpcode.BinInt => (long)input.ReadInt32(),
            PickleOpcode.BinInt1 => (long)input.ReadByte(),
            PickleOpcode.BinInt2 => (long)input.ReadUInt16(),
            PickleOpcode.Long1 => ReadInteger(input.ReadByte()),
            PickleOpcode.Long4 => ReadLongInteger(input.ReadInt32()),
            PickleOpcode.BinFloat => input.ReadDouble(),
            PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode => ReadText(input.ReadByte()),
            PickleOpcode.BinString when dialect.HasByteStrings => ReadBytes((uint)input.ReadInt32()),
            PickleOpcode.BinString or PickleOpcode.BinUnicode => ReadText((uint)input.ReadInt32()),
            PickleOpcode.BinUnicode8 => ReadText(input.ReadInt64()),
            PickleOpcode.ShortBinBytes => ReadBytes(input.ReadByte()),
            PickleOpcode.BinBytes => ReadBytes((uint)input.ReadInt32()),
            PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8 => ReadBytes(input.ReadInt64()),
            _ => NoLiteral,
        };
        return !ReferenceEquals(value, NoLiteral);
    }

    private object ReadInteger(int byteCount)
    {
        Span<byte> bytes = stackalloc byte[byteCount];
        input.Read(bytes);
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? long.CreateChecked(value) : (object)value;
    }

    private object ReadLongInteger(int byteCount) => byteCount is >= 0 and <= byte.MaxValue
        ? ReadInteger(byteCount)
        : throw input.Invalid($"a whole number is {(uint)byteCount} bytes long; {byte.MaxValue} are the most");

    private object ReadText(long byteCount)
    {
        if (byteCount is < 0 or > MaxStringLength)
        {
            return new LongText(ReadBytes(byteCount));
        }

        memory.Spend(2 * byteCount);
        return input.ReadText((int)byteCount);
    }

    private FileBytes ReadBytes(long byteCount)
    {
        memory.Spend(PayloadBytes);
        return byteCount >= 0 ? input.ReadPayload(byteCount) : throw input.Invalid($"a byte string is {(ulong)byteCount} bytes long");
    }
}

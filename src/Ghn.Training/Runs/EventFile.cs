using System.Buffers.Binary;
using System.Numerics;

namespace Ghn.Training.Runs;

/// <summary>
/// A file of scalars over steps that TensorBoard shows. It is a sequence of records: the length of the data in eight bytes, a checksum
/// of these, the data, a checksum of them. The data are protocol buffers of the kind <c>Event</c>, the first of which names the format.
/// </summary>
internal sealed class EventFile : IDisposable
{
    /// <summary>The name under which TensorBoard finds the file in a folder.</summary>
    public const string DefaultName = "events.out.tfevents.ghn";

    private const string FormatVersion = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8;

    private readonly LogFile _file;

    /// <summary>Begins a file, or continues one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="length">How many of its bytes to keep; what follows them is dropped, and 0 begins anew.</param>
    /// <exception cref="IOException">The file cannot be written, or is shorter.</exception>
    public EventFile(string path, long length = 0)
    {
        _file = new LogFile(path, length);
        if (length == 0)
        {
            Append(new ProtocolBuffer().Number(1, SecondsNow()).Text(3, FormatVersion));
        }
    }

    /// <summary>The number of bytes so far.</summary>
    public long Length => _file.Length;

    /// <summary>Appends a scalar, with the time of the day.</summary>
    /// <param name="tag">What it is: <c>loss</c>.</param>
    /// <param name="step">When it was, in steps.</param>
    /// <param name="value">How much it was.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string tag, long step, float value) => Append(Scalar(tag, step, value, SecondsNow()));

    /// <summary>Has the disk know all scalars.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush() => _file.Flush();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>An event that holds a scalar.</summary>
    internal static ProtocolBuffer Scalar(string tag, long step, float value, double seconds)
    {
        ProtocolBuffer named = new ProtocolBuffer().Text(1, tag).Number(2, value);
        ProtocolBuffer summary = new ProtocolBuffer().Message(1, named);
        return new ProtocolBuffer().Number(1, seconds).Integer(2, step).Message(5, summary);
    }

    /// <summary>The record that holds some data.</summary>
    internal static byte[] Record(ReadOnlySpan<byte> data)
    {
        const int Frame = sizeof(ulong) + sizeof(uint);
        byte[] record = new byte[Frame + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedChecksum(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(Frame));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Frame + data.Length), MaskedChecksum(data));
        return record;
    }

    /// <summary>The CRC-32C of some bytes: Castagnoli's polynomial.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte one in bytes)
        {
            state = BitOperations.Crc32C(state, one);
        }

        return ~state;
    }

    /// <summary>The checksum of data that may hold checksums themselves: rotated, and moved by a constant.</summary>
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes) =>
        unchecked(BitOperations.RotateRight(Checksum(bytes), 15) + MaskDelta);

    private static double SecondsNow() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private void Append(ProtocolBuffer message) => _file.Append(Record(message.Bytes));
}

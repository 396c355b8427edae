using System.Buffers.Binary;
using PureHDF.Filters;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// HDF5's checksum of a chunk, verified. PureHDF's own filter gives back a part of the chunk's memory, out of which the library then
/// takes wrong numbers where it is the only filter; this one gives back a copy.
/// </summary>
internal sealed class Fletcher32Filter : IH5Filter
{
    private const int ChecksumBytes = sizeof(uint);
    private const int Modulus = 65535;

    /// <inheritdoc/>
    public ushort FilterId => 3;

    /// <inheritdoc/>
    public string Name => "Fletcher-32";

    /// <inheritdoc/>
    public Memory<byte> Filter(FilterInfo info)
    {
        ReadOnlySpan<byte> chunk = info.Buffer.Span;
        if (chunk.Length < ChecksumBytes
            || Checksum(chunk[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(chunk[^ChecksumBytes..]))
        {
            throw new InvalidDataException("The checksum of a chunk is wrong.");
        }

        return chunk[..^ChecksumBytes].ToArray();
    }

    /// <inheritdoc/>
    /// <remarks>Asked for when files are written, which Ghn does not.</remarks>
    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => [];

    /// <summary>Two sums over the 16-bit words, each the larger byte first; a last byte alone is the larger one.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        uint sumOfSums = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            uint word = ((uint)bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0u);
            sum = (sum + word) % Modulus;
            sumOfSums = (sumOfSums + sum) % Modulus;
        }

        return (sumOfSums << 16) | sum;
    }
}

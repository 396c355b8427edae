using System.Buffers.Binary;
using System.Collections;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Networks.DeepNets.Files;

/// <summary>
/// A file of architectures, read one at a time, in any order and from any thread:
/// <code>
/// using var file = DeepNetsFile.Open("train.deepnets");
/// Network network = file[123_456].ToNetwork(classCount: 10, imageSize: 32);
/// </code>
/// A million take 19 MB. See <see cref="DeepNetsHeader"/> and <see cref="DeepNetRecord"/> for the format.
/// </summary>
public sealed class DeepNetsFile : IReadOnlyList<DeepNet>, IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly DeepNetsHeader _header;
    private readonly byte[] _index;

    private DeepNetsFile(SafeFileHandle handle, string path, DeepNetsHeader header, byte[] index)
    {
        (_handle, _path, _header, _index) = (handle, path, header, index);
    }

    /// <summary>The split that the architectures were drawn by.</summary>
    public DeepNetsSplit Split => _header.Split;

    /// <summary>The seed that they were drawn from.</summary>
    public ulong Seed => _header.Seed;

    /// <summary>
    /// Whether networks for evaluation are as wide as <see cref="WidthRules.ForEvaluation"/> has them; in files that older versions wrote,
    /// they are as wide as in training.
    /// </summary>
    public bool HasEvaluationWidths => _header.Version == DeepNetsHeader.CurrentVersion;

    /// <summary>The number of architectures.</summary>
    public int Count => _header.Count;

    /// <summary>One architecture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that index.</exception>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    public DeepNet this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            (int block, int place) = Math.DivRem(index, DeepNetsHeader.BlockLength);
            return Checked(block, () =>
            {
                ReadOnlySpan<byte> records = BlockBytes(block);
                for (int i = 0; i < place; i++)
                {
                    records = records[DeepNetRecord.Length(records)..];
                }

                return DeepNetRecord.Read(records);
            });
        }
    }

    /// <summary>Opens a file. Header and index are checked at once, a block whenever it is read.</summary>
    /// <exception cref="InvalidFileException">The file is damaged, or is none of architectures.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static DeepNetsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        SafeFileHandle handle = RegularFile.OpenHandle(path);
        try
        {
            long byteCount = RandomAccess.GetLength(handle);
            Span<byte> start = stackalloc byte[DeepNetsHeader.Bytes];
            int length = RandomAccess.Read(handle, start, 0);
            var header = DeepNetsHeader.Read(start[..length], path, byteCount);
            byte[] index = new byte[header.BlocksStart - DeepNetsHeader.Bytes];
            int indexLength = RandomAccess.Read(handle, index, DeepNetsHeader.Bytes);
            return indexLength == index.Length && Crc32.Append(0, index) == header.IndexChecksum
                ? new DeepNetsFile(handle, path, header, index)
                : throw new InvalidFileException(path, "the index", "its checksum is wrong");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Draws architectures in parallel and writes them. The file appears when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="split">By which split's rules.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Is told now and then how many there are.</param>
    /// <param name="cancellation">Stops the work; no file is left then.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Generate(
        string path, DeepNetsSplit split, ulong seed, int count, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        OutputFile.Create(
            path,
            file => new DeepNetsWriter(file, split, seed, count, index => DeepNetGenerator.Draw(split, seed, index)).Write(progress),
            cancellation);
    }

    /// <summary>Writes chosen architectures in their order. The file appears when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="split">The split that they were drawn by.</param>
    /// <param name="seed">The seed that they were drawn from.</param>
    /// <param name="architectures">The architectures, at least one.</param>
    /// <param name="cancellation">Stops the work; no file is left then.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(
        string path, DeepNetsSplit split, ulong seed, IReadOnlyList<DeepNet> architectures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentOutOfRangeException.ThrowIfZero(architectures.Count, nameof(architectures));
        OutputFile.Create(
            path,
            file => new DeepNetsWriter(file, split, seed, architectures.Count, index => architectures[index]).Write(progress: null),
            cancellation);
    }

    /// <summary>All architectures in order, a block at a time.</summary>
    public IEnumerator<DeepNet> GetEnumerator() => Enumerable.Range(0, _header.Blocks).SelectMany(ReadBlock).GetEnumerator();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<DeepNet> ReadBlock(int block) => Checked(block, () =>
    {
        var architectures = new List<DeepNet>(DeepNetsHeader.BlockLength);
        ReadOnlySpan<byte> records = BlockBytes(block);
        int length = Math.Min(DeepNetsHeader.BlockLength, Count - (block * DeepNetsHeader.BlockLength));
        while (architectures.Count < length)
        {
            architectures.Add(DeepNetRecord.Read(records));
            records = records[DeepNetRecord.Length(records)..];
        }

        return records.IsEmpty ? architectures : throw new ArgumentException("there is more than the architectures");
    });

    private byte[] BlockBytes(int block)
    {
        long start = block == 0 ? 0 : End(block - 1);
        long length = End(block) - start;
        if (start < 0 || length is < 1 or > DeepNetsHeader.BlockLength * DeepNetRecord.MaxBytes)
        {
            throw Invalid(block, "the index is contradictory");
        }

        byte[] bytes = new byte[length];
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(_index.AsSpan((block * DeepNetsHeader.EntryBytes) + sizeof(long)));
        return RandomAccess.Read(_handle, bytes, _header.BlocksStart + start) == length && Crc32.Append(0, bytes) == checksum
            ? bytes
            : throw Invalid(block, "the checksum is wrong");
    }

    private long End(int block) => BinaryPrimitives.ReadInt64LittleEndian(_index.AsSpan(block * DeepNetsHeader.EntryBytes));

    private T Checked<T>(int block, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException error)
        {
            throw Invalid(block, error.Message.TrimEnd('.'));
        }
    }

    private InvalidFileException Invalid(int block, string problem)
    {
        int first = block * DeepNetsHeader.BlockLength;
        int end = Math.Min(Count, first + DeepNetsHeader.BlockLength);
        return new InvalidFileException(_path, $"architectures {first} to {end - 1}", problem);
    }
}

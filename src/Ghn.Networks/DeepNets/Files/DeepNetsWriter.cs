using System.Buffers.Binary;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Threading;

namespace Ghn.Networks.DeepNets.Files;

/// <summary>Takes architectures block by block, many blocks at a time, and writes them as a file.</summary>
/// <param name="file">The file.</param>
/// <param name="split">The split that they were drawn by.</param>
/// <param name="seed">The seed that they were drawn from.</param>
/// <param name="count">How many there are.</param>
/// <param name="architectureAt">Gives one of them, from any thread.</param>
internal sealed class DeepNetsWriter(OutputFile file, DeepNetsSplit split, ulong seed, int count, Func<int, DeepNet> architectureAt)
{
    /// <summary>Blocks that are drawn together, before they are written.</summary>
    private const int Batch = 64;

    private readonly DeepNetsHeader _header = new(split, seed, count, 0, 0);

    /// <summary>Writes the file.</summary>
    /// <param name="progress">Is told now and then how many architectures there are.</param>
    public void Write(Action<int>? progress)
    {
        byte[] index = new byte[_header.BlocksStart - DeepNetsHeader.Bytes];
        file.Skip(_header.BlocksStart);
        for (int first = 0; first < _header.Blocks; first += Batch)
        {
            var blocks = new byte[Math.Min(Batch, _header.Blocks - first)][];
            int start = first;
            WorkerPool.For(blocks.Length, i => blocks[i] = Block(start + i));
            foreach ((int i, byte[] block) in blocks.Index())
            {
                file.Write(block);
                Span<byte> entry = index.AsSpan((first + i) * DeepNetsHeader.EntryBytes, DeepNetsHeader.EntryBytes);
                BinaryPrimitives.WriteInt64LittleEndian(entry, file.Position - _header.BlocksStart);
                BinaryPrimitives.WriteUInt32LittleEndian(entry[sizeof(long)..], Crc32.Append(0, block));
            }

            progress?.Invoke((int)Math.Min(count, (long)(first + blocks.Length) * DeepNetsHeader.BlockLength));
        }

        byte[] header = new byte[DeepNetsHeader.Bytes];
        (_header with { ByteCount = file.Position, IndexChecksum = Crc32.Append(0, index) }).Write(header);
        file.WriteAt(0, header);
        file.WriteAt(DeepNetsHeader.Bytes, index);
    }

    private byte[] Block(int block)
    {
        Span<byte> bytes = stackalloc byte[DeepNetsHeader.BlockLength * DeepNetRecord.MaxBytes];
        int length = 0;
        int first = block * DeepNetsHeader.BlockLength;
        int end = (int)Math.Min(count, (long)first + DeepNetsHeader.BlockLength);
        for (int i = first; i < end; i++)
        {
            length += DeepNetRecord.Write(architectureAt(i), bytes[length..]);
        }

        return bytes[..length].ToArray();
    }
}

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// An HDF5 file as PureHDF can read it. Where something else lies in front of it (a user block), a reader sees it that looks for the
/// superblock at the start: the first bytes are the superblock's, and all others in their places, since addresses count from the block's
/// end. Whoever reads beyond the end of the file is told so, rather than given nothing again and again.
/// </summary>
/// <param name="file">The file, which is disposed of with the stream.</param>
/// <param name="blockBytes">The size of the user block: 512, or a power of two above; 0 if there is none.</param>
internal sealed class Hdf5Stream(FileStream file, long blockBytes) : Stream
{
    /// <summary>The smallest user block, in which a superblock of any version has room.</summary>
    public const int MinBytes = 512;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="EndOfStreamException">There is nothing behind the position.</exception>
    public override int Read(Span<byte> buffer)
    {
        bool isSuperblock = blockBytes > 0 && Position < MinBytes;
        int count = isSuperblock ? (int)Math.Min(buffer.Length, MinBytes - Position) : buffer.Length;
        int read = RandomAccess.Read(file.SafeFileHandle, buffer[..count], isSuperblock ? blockBytes + Position : Position);
        if (read == 0 && count > 0)
        {
            throw new EndOfStreamException($"It points to byte {Position}, but the file ends at byte {Length}.");
        }

        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}

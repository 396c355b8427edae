using SharpCompress.Compressors.Xz;

namespace Ghn.Tensors.Formats.Compression;

/// <summary>
/// The decompressed bytes of a file in the xz format, which may be several streams in a row with zeros between them. The reader
/// beneath stops after the first.
/// </summary>
/// <param name="file">The compressed file, which can be sought in.</param>
internal sealed class XzStreams(Stream file) : Stream
{
    private XZStream _current = new(file);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _current.Read(buffer, offset, count);
        while (read == 0 && count > 0 && SkipPadding())
        {
            _current = new XZStream(file);
            read = _current.Read(buffer, offset, count);
        }

        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Goes to the next byte that is not zero.</summary>
    /// <returns>Whether there is one.</returns>
    private bool SkipPadding()
    {
        int next = file.ReadByte();
        while (next == 0)
        {
            next = file.ReadByte();
        }

        file.Seek(next < 0 ? 0 : -1, SeekOrigin.Current);
        return next >= 0;
    }
}

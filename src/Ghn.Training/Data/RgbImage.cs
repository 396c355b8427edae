using System.Buffers;

namespace Ghn.Training.Data;

/// <summary>
/// A decoded picture. Disposing it lets the next picture have its memory; whoever does not leaves that to the garbage collector.
/// </summary>
public sealed class RgbImage : IDisposable
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private byte[]? _rented;
    private bool _isDisposed;

    /// <summary>A picture of <paramref name="pixels"/>, which are not copied.</summary>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="pixels">Red, green and blue of each pixel, row by row: height × width × 3 bytes.</param>
    /// <exception cref="ArgumentException">There are not as many pixels.</exception>
    public RgbImage(int width, int height, ReadOnlyMemory<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != 3L * width * height)
        {
            throw new ArgumentException($"{pixels.Length} bytes do not make an image of {width}×{height} pixels.", nameof(pixels));
        }

        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, 0 to 255, row by row: height × width × 3 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public ReadOnlyMemory<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _pixels;
        }
    }

    /// <summary>Gives the memory back if it was rented; what was taken of the pixels may not be used afterwards.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>A picture in rented memory that <paramref name="target"/> shows, whose pixels are yet to be written.</summary>
    internal static RgbImage Rent(int width, int height, out Span<byte> target)
    {
        int byteCount = checked(3 * width * height);
        byte[] rented = ArrayPool<byte>.Shared.Rent(byteCount);
        target = rented.AsSpan(0, byteCount);
        return new RgbImage(width, height, rented.AsMemory(0, byteCount)) { _rented = rented };
    }
}

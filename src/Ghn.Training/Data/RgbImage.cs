namespace Ghn.Training;

/// <summary>A decoded picture.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Pixels">Red, green and blue of each pixel, 0 to 255, row by row: height × width × 3 bytes.</param>
public sealed record RgbImage(int Width, int Height, ReadOnlyMemory<byte> Pixels);

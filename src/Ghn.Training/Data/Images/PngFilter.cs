using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>
/// PNG stores rows as differences from what their neighbours let expect. This undoes it: every byte depends on the one of the
/// pixel before, the one above, and the one above that.
/// </summary>
internal static class PngFilter
{
    /// <summary>Restores a row in place.</summary>
    /// <param name="kind">How it was filtered: none, by the left, by the one above, by the mean of both, by Paeth's choice.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The restored row above; zeros above the first.</param>
    /// <param name="step">The bytes of a pixel, at least one.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InvalidFileException">There is no such filter.</exception>
    public static void Restore(byte kind, Span<byte> row, ReadOnlySpan<byte> above, int step, string name)
    {
        above = above[..row.Length];
        switch (kind)
        {
            case 0:
                break;
            case 1:
                for (int i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }

                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) / 2);
                }

                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < step ? above[i] : Nearest(row[i - step], above[i], above[i - step]);
                }

                break;
            default:
                throw new InvalidFileException(name, "the pixels", $"a row has filter {kind}, but there are 0 to 4");
        }
    }

    /// <summary>Of left, above and upper left the one nearest to left + above − upper left (Paeth, 1991).</summary>
    private static byte Nearest(int left, int above, int upperLeft)
    {
        int toLeft = Math.Abs(above - upperLeft);
        int toAbove = Math.Abs(left - upperLeft);
        int toUpperLeft = Math.Abs(left + above - (2 * upperLeft));
        return (byte)(toLeft <= toAbove && toLeft <= toUpperLeft ? left : toAbove <= toUpperLeft ? above : upperLeft);
    }
}

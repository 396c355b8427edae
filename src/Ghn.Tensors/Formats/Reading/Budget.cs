using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// How much memory or work a file may still cost. Whatever a file can ask for without paying in bytes of its own
/// (copies, repeated objects, decompressed data) is charged to one of these.
/// </summary>
/// <param name="file">The file's name.</param>
/// <param name="purpose">What the budget is for, to complete "the file asks for too many …".</param>
/// <param name="limit">The most that may be spent.</param>
internal sealed class Budget(string file, string purpose, long limit)
{
    /// <summary>
    /// Weights shrink to nine tenths, sparse ones to a tenth; a file that grows a hundredfold is made to fill the memory.
    /// </summary>
    private const long MaxRatio = 100;
    private const long MinLimit = 64L << 20;

    private long _spent;

    /// <summary>The most that may be spent.</summary>
    public long Limit => limit;

    /// <summary>The decompressed bytes that a compressed file may hold.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="byteCount">Its size.</param>
    public static Budget OfDecompression(string file, long byteCount) =>
        new(file, "decompressed bytes", Math.Max(MinLimit, MaxRatio * byteCount));

    /// <summary>Spends <paramref name="amount"/>, from which nothing can be got back.</summary>
    /// <exception cref="InvalidFileException">Less is left.</exception>
    public void Spend(long amount)
    {
        if (amount < 0 || amount > limit - _spent)
        {
            throw new InvalidFileException(
                file,
                "as a whole",
                $"it asks for too many {purpose}: more than {limit}",
                "If you trust its author, ask for the weights alone, as safetensors.");
        }

        _spent += amount;
    }
}

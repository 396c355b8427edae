using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets.Generation;

/// <summary>
/// Divides all architectures between training and evaluation by a checksum, so that no architecture, whatever its width, is in both.
/// Small networks are drawn so often that otherwise one in forty test networks would be among a million training networks.
/// </summary>
internal static class Partition
{
    /// <summary>One architecture in so many is for evaluation.</summary>
    private const uint Parts = 16;

    /// <summary>Whether an architecture, still without a width of its own, belongs to the side that a split is on.</summary>
    public static bool Admits(DeepNetsSplit split, DeepNet architecture)
    {
        Span<byte> record = stackalloc byte[DeepNetRecord.MaxBytes];
        int length = DeepNetRecord.Write(architecture, record);
        bool isForEvaluation = Crc32.Append(0, record[..length]) % Parts == 0;
        return isForEvaluation == (split != DeepNetsSplit.Train);
    }
}

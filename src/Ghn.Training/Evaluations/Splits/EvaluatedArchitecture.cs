using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// A network among many that are evaluated. It is written when its turn comes, so that there is one for each thread in memory, however
/// many there are.
/// </summary>
/// <param name="Split">What it is counted among: the name of a split, or its own.</param>
/// <param name="Index">Its place there; null where it stands for itself.</param>
/// <param name="Build">Writes the network.</param>
public sealed record EvaluatedArchitecture(string Split, int? Index, Func<Network> Build)
{
    /// <summary>How much memory is kept for the next network, in bytes, unless somebody says otherwise.</summary>
    internal const long DefaultIdleMemory = 512L << 20;

    /// <summary>Counts its parameters without writing it, where that can be done.</summary>
    public Func<long>? CountParameters { get; init; }

    /// <summary>What people call it: <c>test#7</c>.</summary>
    public string Name => NameOf(Split, Index);

    /// <summary>
    /// Writes the network for some work, and lets go of idle memory afterwards: each network has tensors of sizes of its own, and the
    /// memory of all would add up.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="maxIdleMemory">How much memory may be kept for the next network, in bytes.</param>
    /// <exception cref="InvalidRequestException">The network cannot be written, or not be worked with; the message names it.</exception>
    public T Use<T>(Func<Network, T> work, long maxIdleMemory = DefaultIdleMemory)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work(Build());
        }
        catch (ArgumentException error)
        {
            throw InvalidRequestException.At(PrintableText.OfName(Name), error);
        }
        finally
        {
            MemoryPool.TrimAbove(maxIdleMemory);
        }
    }

    /// <summary>Architectures of DeepNets-1M.</summary>
    /// <param name="architectures">The split, or a file of it.</param>
    /// <param name="split">What to call it.</param>
    /// <param name="classCount">The number of classes of the networks.</param>
    /// <param name="imageSize">The height and width of their images.</param>
    /// <param name="first">The first architecture to take.</param>
    /// <param name="count">How many to take; all that are left unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public static IReadOnlyList<EvaluatedArchitecture> Of(
        IReadOnlyList<DeepNet> architectures, string split, int classCount, int imageSize, int first = 0, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        int end = count is int some ? checked(first + some) : architectures.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, architectures.Count, nameof(count));
        return
        [
            .. Enumerable.Range(first, end - first).Select(index => new EvaluatedArchitecture(
                split, index, () => architectures[index].ToNetwork(classCount, imageSize, name: NameOf(split, index)))
            {
                CountParameters = () => architectures[index].CountParameters(classCount, imageSize),
            }),
        ];
    }

    /// <summary>What people call a network of a split.</summary>
    internal static string NameOf(string split, int? index) => index is int place ? $"{split}#{place}" : split;
}

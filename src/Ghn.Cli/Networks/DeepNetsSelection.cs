using Ghn.Networks.DeepNets;

namespace Ghn.Cli.Networks;

/// <summary>Architectures of DeepNets-1M that a name stands for: one, a range, or all of a split or a file.</summary>
/// <param name="Source">The split, or the file, with its split if it has several.</param>
/// <param name="File">The file; null if the architectures are drawn.</param>
/// <param name="Architectures">All that the source has, each to be had by its index.</param>
/// <param name="First">The first one that was named.</param>
/// <param name="Count">How many were named.</param>
internal sealed record DeepNetsSelection(
    string Source, string? File, IReadOnlyList<DeepNet> Architectures, int First, int Count) : IDisposable
{
    /// <summary>Closes the file.</summary>
    public void Dispose() => (Architectures as IDisposable)?.Dispose();
}

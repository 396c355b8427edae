using Ghn.Analysis.Embeddings;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Tensors.Threading;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Cli.Commands.Embed;

/// <summary>Embeds many networks, one on each thread, and shows how far it is.</summary>
internal static class EmbeddingProgress
{
    /// <summary>The embeddings of networks, in their order. Each network is written when its turn comes.</summary>
    /// <param name="terminal">Where the progress is shown.</param>
    /// <param name="ghn">The GHN that embeds.</param>
    /// <param name="networks">The networks.</param>
    public static IReadOnlyList<NetworkEmbedding> Embed(Terminal terminal, HyperNetwork ghn, IReadOnlyList<EvaluatedArchitecture> networks)
    {
        var embedder = new NetworkEmbedder(ghn);
        var rows = new NetworkEmbedding[networks.Count];
        terminal.EndProgress();
        terminal.Track($"Embedding {networks.Count} networks", networks.Count, "networks", tracker => WorkerPool.For(networks.Count, i =>
        {
            terminal.Interruption.ThrowIfCancellationRequested();
            rows[i] = embedder.Embed(networks[i].Build(), networks[i].Name);
            tracker.Advance();
        }));
        return rows;
    }
}

using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Properties;
using Ghn.HyperNetworks;
using Ghn.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Analysis.Search;

/// <summary>
/// Searches for architectures by what a GHN makes of them: draws many, predicts a property of each from its embedding, and keeps the
/// best (GHN-2 paper, section C.2.3, which draws 100,000). Predictions are not rounded. No network is trained, nor are its weights
/// predicted; one is in memory for each thread.
/// </summary>
/// <param name="ghn">The GHN that embeds; it stays the caller's.</param>
/// <param name="predictor">What predicts, fitted to embeddings by the same GHN.</param>
/// <param name="space">What is searched.</param>
public sealed class ArchitectureSearch(HyperNetwork ghn, PropertyPredictor predictor, SearchSpace space)
{
    /// <summary>
    /// So many architectures are shared among the threads before their predictions are looked at, in order: the end of a stretch, where a
    /// thread waits for the others, costs about a hundredth of it.
    /// </summary>
    private const int Stretch = 128;

    private readonly NetworkEmbedder _embedder = new(ghn);

    /// <summary>How many of the best are kept.</summary>
    public int Kept { get; init; } = 10;

    /// <summary>Whether the lowest prediction is the best, as for times.</summary>
    public bool IsLowestBest { get; init; }

    /// <summary>Draws what is left to draw.</summary>
    /// <param name="start">Where to go on; <see cref="SearchState.Start"/> for a new search.</param>
    /// <param name="progress">Told of each architecture, from any thread.</param>
    /// <param name="reached">Told of each state that can be gone on from.</param>
    /// <param name="cancellation">Stops the work; go on from the last state that was reached.</param>
    /// <returns>The state in the end.</returns>
    /// <exception cref="InvalidRequestException">
    /// The embeddings have another length than the predictor was fitted to, or one is not finite.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SearchState Run(
        SearchState start, Action? progress = null, Action<SearchState>? reached = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        SearchState state = start;
        var predictions = new double[Stretch];
        while (state.Drawn < space.Count)
        {
            int first = state.Drawn;
            int count = Math.Min(Stretch, space.Count - first);
            WorkerPool.For(count, i =>
            {
                cancellation.ThrowIfCancellationRequested();
                predictions[i] = Predict(first + i);
                progress?.Invoke();
            });
            state = state.With(predictions.AsSpan(0, count), Kept, IsLowestBest);
            reached?.Invoke(state);
        }

        return state;
    }

    private double Predict(int index)
    {
        float[] values = _embedder.Vector(space.Network(index));
        return predictor.Predict(Array.ConvertAll(values, value => (double)value));
    }
}

using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Training.Data;

namespace Ghn.Training.Evaluations;

/// <summary>The running statistics of a model's batch normalisation, which predicted weights come without.</summary>
public static class BatchNormStatistics
{
    private const string Mean = "running_mean";
    private const string Variance = "running_var";
    private const string Counter = "num_batches_tracked";

    /// <summary>Whether a network has running statistics at all.</summary>
    public static bool AreIn(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Nodes.Any(node => node.Layer is BatchNorm2d);
    }

    /// <summary>
    /// Whether weights come with statistics of any images: whether a batch was ever counted, or a mean or variance is not that of
    /// a new network. Files from before PyTorch 0.4.1 have no counters, and those of some tools leave them at 0.
    /// </summary>
    /// <param name="weights">Weights under PyTorch's names.</param>
    public static bool AreGatheredIn(StateDict weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Any(entry =>
            (IsOf(entry.Key, Counter) && IsPositive(entry.Value))
            || (IsOf(entry.Key, Mean) && IsAnyOtherThan(entry.Value, 0))
            || (IsOf(entry.Key, Variance) && IsAnyOtherThan(entry.Value, 1)));
    }

    /// <summary>
    /// Replaces the running statistics by plain averages over batches, as PyTorch gathers them with <c>momentum=None</c>:
    /// each batch counts the same. All else runs as in evaluation.
    /// </summary>
    /// <param name="model">The model, whose buffers change.</param>
    /// <param name="training">Images that the network may learn from: batches of the first epoch.</param>
    /// <param name="batchCount">How many batches to take, at least 1; all where there are fewer.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancellation">Ends the work before the next batch, with statistics of the batches so far.</param>
    /// <exception cref="ArgumentException">The network does not take such images.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public static void Reestimate(
        Model model, IBatchSource training, int batchCount, Action? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchCount, 1);
        Reset(model.State);
        foreach ((int index, ImageBatch next) in training.Batches(epoch: 0, cancellation: cancellation).Take(batchCount).Index())
        {
            using ImageBatch batch = next;
            cancellation.ThrowIfCancellationRequested();
            ExecutionMode mode = ExecutionMode.Evaluation with
            {
                UsesBatchStatistics = true,
                UpdatesRunningStatistics = true,
                Momentum = 1.0 / (index + 1),
            };
            model.Predict(batch.Images, mode).Dispose();
            progress?.Invoke();
        }
    }

    private static void Reset(StateDict state)
    {
        foreach ((string name, Tensor value) in state)
        {
            if (IsOf(name, Mean))
            {
                value.Values.Clear();
            }
            else if (IsOf(name, Variance))
            {
                value.Values.Fill(1);
            }
            else if (IsOf(name, Counter))
            {
                value.Elements<long>().Clear();
            }
        }
    }

    private static bool IsPositive(Tensor counter) => counter.ElementCount > 0 && Conversion.ToInt64(counter).Elements<long>()[0] > 0;

    private static bool IsAnyOtherThan(Tensor statistics, float initial)
    {
        if (!statistics.ElementType.IsFloatingPoint())
        {
            return false;
        }

        Tensor values = Conversion.ToFloat32(statistics);
        bool isAny = values.Values.ContainsAnyExcept(initial);
        if (values != statistics)
        {
            values.Dispose();
        }

        return isAny;
    }

    private static bool IsOf(string name, string entry) =>
        name.EndsWith(entry, StringComparison.Ordinal) && (name.Length == entry.Length || name[^(entry.Length + 1)] == '.');
}

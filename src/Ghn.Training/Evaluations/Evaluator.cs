using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Training.Evaluations;

/// <summary>
/// Finds how well networks classify images:
/// <code>
/// using var model = new Model(network, prediction.Weights);
/// Evaluation evaluation = Evaluator.Evaluate(model, batches);
/// </code>
/// </summary>
public static class Evaluator
{
    /// <summary>Classifies all images of the source's first epoch, in its order. The model does not change.</summary>
    /// <param name="model">The network with its weights.</param>
    /// <param name="batches">The images; where batch normalisation goes by the batch, the batches matter: the papers take 64.</param>
    /// <param name="options">How; by the statistics of each batch unless given.</param>
    /// <param name="cancellation">Ends the work before the next batch.</param>
    /// <exception cref="ArgumentException">The network does not take such images, or a label is none of its classes.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public static Evaluation Evaluate(
        Model model, IBatchSource batches, EvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        options ??= new EvaluationOptions();
        ExecutionMode mode = ExecutionMode.Evaluation with { UsesBatchStatistics = options.UsesBatchStatistics };
        var score = new ClassificationScore();
        foreach ((int index, ImageBatch next) in batches.Batches(epoch: 0, cancellation: cancellation).Index())
        {
            using ImageBatch batch = next;
            cancellation.ThrowIfCancellationRequested();
            using Tensor logits = model.Predict(batch.Images, mode);
            score.Add(logits, batch.Labels);
            options.Ensemble?.Add(index, logits, batch.Labels);
            options.Progress?.Invoke(score.Evaluation);
        }

        options.Ensemble?.EndMember();
        return score.Evaluation;
    }
}

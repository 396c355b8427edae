using System.Numerics.Tensors;
using Ghn.Tensors;

using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.Training.Evaluations;

/// <summary>
/// Networks that classify together by the average of their logits. It keeps a logit for each image and class while the
/// networks come one after the other, so that only one of them has to be in memory:
/// <code>
/// using var ensemble = new Ensemble();
/// foreach (Model model in models)
/// {
///     Evaluator.Evaluate(model, batches, new EvaluationOptions { Ensemble = ensemble });
/// }
///
/// Evaluation together = ensemble.Evaluate();
/// </code>
/// </summary>
public sealed class Ensemble : IDisposable
{
    private readonly List<(Tensor Sums, IReadOnlyList<int> Labels)> _batches = [];

    /// <summary>The number of networks that have classified all images.</summary>
    public int Members { get; private set; }

    /// <summary>How well the networks classify together.</summary>
    /// <exception cref="InvalidOperationException">There is no network yet.</exception>
    public Evaluation Evaluate()
    {
        if (Members == 0)
        {
            throw new InvalidOperationException("An ensemble without networks classifies nothing.");
        }

        var score = new ClassificationScore();
        foreach ((Tensor sums, IReadOnlyList<int> labels) in _batches)
        {
            using Tensor means = Tensor.Allocate(sums.Shape);
            TensorPrimitives.Divide(sums.Values, Members, means.Values);
            score.Add(means, labels);
        }

        return score.Evaluation;
    }

    /// <summary>Returns the memory of the logits.</summary>
    public void Dispose()
    {
        foreach ((Tensor sums, _) in _batches)
        {
            sums.Dispose();
        }
    }

    /// <summary>Adds a network's logits for a batch.</summary>
    /// <param name="index">The place of the batch.</param>
    /// <param name="logits">[samples, classes].</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentException">The networks before had other images, or other classes.</exception>
    internal void Add(int index, Tensor logits, IReadOnlyList<int> labels)
    {
        if (Members == 0)
        {
            _batches.Add((Tensor.From<float>(logits.Values, logits.Shape), labels));
            return;
        }

        if (index >= _batches.Count || _batches[index].Sums.Shape != logits.Shape || !_batches[index].Labels.SequenceEqual(labels))
        {
            throw new InvalidRequestException(
                "The networks of an ensemble classify the same images, in the same batches, into the same classes.");
        }

        Tensor sums = _batches[index].Sums;
        TensorPrimitives.Add(sums.Values, logits.Values, sums.Values);
    }

    /// <summary>Says that a network has classified all images.</summary>
    internal void EndMember() => Members++;
}

using System.Numerics.Tensors;
using Ghn.Tensors;

using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.Training.Evaluations;

/// <summary>
/// Gathers how well logits tell the classes of images. Of equal logits the one of the class that comes first ranks higher, as
/// PyTorch's <c>argmax</c> has it (its <c>topk</c> leaves the order of equals open): a network that says the same of all classes
/// is right about the first class only. An image with a logit that is infinite or not a number counts as wrong.
/// </summary>
public sealed class ClassificationScore
{
    private const int Best = 5;

    private long _count;
    private long _first;
    private long _amongBest;
    private long _notFinite;
    private double _loss;

    /// <summary>The score of all images so far; nothing but zeros before the first one.</summary>
    public Evaluation Evaluation => _count == 0
        ? new Evaluation(0, 0, 0, 0, 0)
        : new Evaluation(_count, (double)_first / _count, (double)_amongBest / _count, _loss / _count, _notFinite);

    /// <summary>Adds images.</summary>
    /// <param name="logits">[samples, classes].</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentException">The labels are too few or too many, or one of them is no class.</exception>
    public void Add(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.Shape.Rank != 2 || logits.Shape[0] != labels.Count)
        {
            throw new InvalidRequestException($"{labels.Count} labels do not fit logits of shape {logits.Shape}.");
        }

        int classes = logits.Shape[1];
        for (int sample = 0; sample < labels.Count; sample++)
        {
            int label = labels[sample];
            if (label < 0 || label >= classes)
            {
                throw new InvalidRequestException($"Label {label} is none of {classes} classes.");
            }

            Add(logits.Values.Slice(sample * classes, classes), label);
        }
    }

    private void Add(ReadOnlySpan<float> logits, int label)
    {
        _count++;
        _loss += CrossEntropy(logits, label);
        if (!TensorPrimitives.IsFiniteAll(logits))
        {
            _notFinite++;
            return;
        }

        int rank = Rank(logits, label);
        _first += rank == 0 ? 1 : 0;
        _amongBest += rank < Best ? 1 : 0;
    }

    /// <summary>How many classes rank higher than the label.</summary>
    private static int Rank(ReadOnlySpan<float> logits, int label)
    {
        int rank = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            bool isHigher = logits[i] > logits[label] || (logits[i] == logits[label] && i < label);
            rank += isHigher ? 1 : 0;
        }

        return rank;
    }

    private static double CrossEntropy(ReadOnlySpan<float> logits, int label)
    {
        double maximum = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - maximum);
        }

        return maximum + Math.Log(sum) - logits[label];
    }
}

using System.Numerics.Tensors;

namespace Ghn.Tensors.Autograd;

/// <summary>What training makes small.</summary>
public static class LossOperations
{
    /// <summary>
    /// The mean cross-entropy between predicted and wanted distributions of classes. A wanted distribution has
    /// 1 − <paramref name="labelSmoothing"/> on the label, and the rest spread evenly over all classes (Szegedy et al., 2015).
    /// </summary>
    /// <param name="logits">[samples, classes].</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="labelSmoothing">From 0 to 1.</param>
    /// <returns>A scalar, in nats.</returns>
    /// <exception cref="ArgumentException">The labels are too few or too many, or one of them is no class.</exception>
    public static Variable CrossEntropy(this Variable logits, ReadOnlySpan<int> labels, double labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        (int samples, int classes) = (logits.Shape[0], logits.Shape[1]);
        if (labels.Length != samples || samples == 0)
        {
            throw new ArgumentException($"{labels.Length} labels do not fit logits of shape {logits.Shape}.", nameof(labels));
        }

        int[] wanted = labels.ToArray();
        Tensor probabilities = Tensor.Allocate(logits.Shape);
        double loss = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            int label = wanted[sample];
            if (label < 0 || label >= classes)
            {
                throw new ArgumentException($"Label {label} is none of {classes} classes.", nameof(labels));
            }

            ReadOnlySpan<float> row = logits.Value.Values.Slice(sample * classes, classes);
            double normalizer = Kernels.Normalization.Softmax.LogSumExp(row, probabilities.Values.Slice(sample * classes, classes));
            double smooth = normalizer - (TensorPrimitives.Sum(row) / classes);
            loss += ((1 - labelSmoothing) * (normalizer - row[label])) + (labelSmoothing * smooth);
        }

        Tensor mean = Tensor.From<float>([(float)(loss / samples)], []);
        return logits.Tape.Record(mean, [logits], scratch: [probabilities], backward: gradient =>
        {
            float scale = gradient.Tensor.Values[0] / samples;
            Tensor inputGradient = Tensor.Allocate(logits.Shape);
            TensorPrimitives.Subtract(probabilities.Values, (float)(labelSmoothing / classes), inputGradient.Values);
            for (int sample = 0; sample < samples; sample++)
            {
                inputGradient.Values[(sample * classes) + wanted[sample]] -= (float)(1 - labelSmoothing);
            }

            TensorPrimitives.Multiply(inputGradient.Values, scale, inputGradient.Values);
            logits.AddGradient(inputGradient);
        });
    }
}

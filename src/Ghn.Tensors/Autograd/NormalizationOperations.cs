namespace Ghn.Tensors;

/// <summary>Batch and layer normalisation of variables.</summary>
public static class NormalizationOperations
{
    /// <summary>Batch normalisation of feature maps by their own statistics.</summary>
    /// <param name="x">[samples, channels, height, width].</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="running">Statistics that move towards the batch's; null for none.</param>
    /// <param name="momentum">How far they move, from 0 to 1.</param>
    /// <exception cref="ArgumentException">There is one value per channel, of which there is no variance.</exception>
    public static Variable BatchNormByBatch(
        this Variable x, Variable weight, Variable bias, double epsilon, RunningStatistics? running = null, double momentum = 0.1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        long population = new ChannelMaps(x.Value).Population;
        if (population < 2)
        {
            throw new ArgumentException(
                $"The statistics of a batch of shape {x.Shape} are of one value per channel; a larger batch helps.", nameof(x));
        }

        Tensor mean = Tensor.Allocate(weight.Shape);
        Tensor variance = Tensor.Allocate(weight.Shape);
        Tensor y = Tensor.Allocate(x.Shape);
        BatchNormalization.ByBatch(x.Value, weight.Value, bias.Value, epsilon, mean, variance, y);
        running?.Update(mean.Values, variance.Values, population, momentum);
        return Record(y, x, weight, bias, epsilon, mean, variance, isByBatch: true);
    }

    /// <summary>Batch normalisation of feature maps by statistics that were gathered before.</summary>
    /// <param name="x">[samples, channels, height, width].</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="running">The statistics.</param>
    public static Variable BatchNormByRunning(this Variable x, Variable weight, Variable bias, double epsilon, RunningStatistics running)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(running);
        Tensor mean = Tensor.From<float>(running.Mean.Values, weight.Shape);
        Tensor variance = Tensor.From<float>(running.Variance.Values, weight.Shape);
        Tensor y = Tensor.Allocate(x.Shape);
        BatchNormalization.ByGiven(x.Value, weight.Value, bias.Value, epsilon, mean, variance, y);
        return Record(y, x, weight, bias, epsilon, mean, variance, isByBatch: false);
    }

    /// <summary>Layer normalisation over the last dimension.</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="weight">The scale of each feature.</param>
    /// <param name="bias">The shift of each feature.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static unsafe Variable LayerNorm(this Variable x, Variable weight, Variable bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        Tensor y = Tensor.Allocate(x.Shape);
        int columns = x.Shape[^1];
        float* source = (float*)x.Value.Data;
        float* target = (float*)y.Data;
        Tensor scale = weight.Value;
        Tensor shift = bias.Value;
        Stretches.ForRows(checked((int)(x.Shape.ElementCount / columns)), mostParts: 256, (_, first, end) =>
            LayerNormalization.Rows(
                new ReadOnlySpan<float>(source + ((long)first * columns), (end - first) * columns),
                new Span<float>(target + ((long)first * columns), (end - first) * columns),
                scale.Values, shift.Values, (float)epsilon));
        return x.Tape.Record(y, [x, weight, bias], keeps: [x, weight], backward: gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            Tensor weightGradient = Tensor.Allocate(weight.Shape);
            Tensor biasGradient = Tensor.Allocate(bias.Shape);
            LayerNormalizationGradient.Rows(
                x.Value, weight.Value, gradient.Tensor, (float)epsilon, inputGradient, weightGradient, biasGradient);
            x.AddGradient(inputGradient);
            weight.AddGradient(weightGradient);
            bias.AddGradient(biasGradient);
        });
    }

    /// <summary>Layer normalisation over the channels of each position of feature maps.</summary>
    /// <param name="x">[samples, channels, height, width].</param>
    /// <param name="weight">The scale of each channel.</param>
    /// <param name="bias">The shift of each channel.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Variable ChannelNorm(this Variable x, Variable weight, Variable bias, double epsilon)
    {
        using Variable positions = x.ChannelsLast();
        using Variable normalized = positions.LayerNorm(weight, bias, epsilon);
        return normalized.ChannelsFirst();
    }

    private static Variable Record(
        Tensor y, Variable x, Variable weight, Variable bias, double epsilon, Tensor mean, Tensor variance, bool isByBatch) =>
        x.Tape.Record(y, [x, weight, bias], keeps: [x, weight], scratch: [mean, variance], backward: gradient =>
        {
            Tensor weightGradient = Tensor.Allocate(weight.Shape);
            Tensor biasGradient = Tensor.Allocate(bias.Shape);
            Tensor? inputGradient = x.NeedsGradient ? Tensor.Allocate(x.Shape) : null;
            BatchNormalization.Backward(
                x.Value, weight.Value, gradient.Tensor, epsilon, mean, variance, isByBatch, weightGradient, biasGradient, inputGradient);
            weight.AddGradient(weightGradient);
            bias.AddGradient(biasGradient);
            if (inputGradient is not null)
            {
                x.AddGradient(inputGradient);
            }
        });
}

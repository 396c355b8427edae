using System.Numerics.Tensors;

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
        using Tensor variance = Tensor.Allocate(weight.Shape);
        BatchNormalization.Statistics(x.Value, mean, variance);
        running?.Update(mean.Values, variance.Values, population, momentum);

        Tensor deviations = InverseDeviations(variance, epsilon);
        using Tensor scale = Product(deviations, weight.Value);
        Tensor y = Tensor.Allocate(x.Shape);
        BatchNormalization.Normalize(x.Value, mean, scale, bias.Value, y);
        return x.Tape.Record(y, [x, weight, bias], keeps: [x, weight], scratch: [mean, deviations], backward: gradient =>
        {
            using Tensor sum = AddParameterGradients(x, weight, bias, mean, deviations, gradient.Tensor, out Tensor products);
            if (x.NeedsGradient)
            {
                using Tensor factor = Product(deviations, weight.Value);
                using Tensor meanGradient = Tensor.Allocate(weight.Shape);
                using Tensor slope = Tensor.Allocate(weight.Shape);
                for (int c = 0; c < factor.ElementCount; c++)
                {
                    float deviation = deviations.Values[c];
                    meanGradient.Values[c] = sum.Values[c] / population;
                    slope.Values[c] = products.Values[c] * deviation * deviation / population;
                }

                Tensor inputGradient = Tensor.Allocate(x.Shape);
                BatchNormalization.InputGradient(x.Value, gradient.Tensor, mean, factor, meanGradient, slope, inputGradient);
                x.AddGradient(inputGradient);
            }

            products.Dispose();
        });
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
        Tensor deviations = InverseDeviations(running.Variance, epsilon);
        using Tensor scale = Product(deviations, weight.Value);
        Tensor y = Tensor.Allocate(x.Shape);
        BatchNormalization.Normalize(x.Value, mean, scale, bias.Value, y);
        return x.Tape.Record(y, [x, weight, bias], keeps: [x, weight], scratch: [mean, deviations], backward: gradient =>
        {
            if (weight.NeedsGradient || bias.NeedsGradient)
            {
                AddParameterGradients(x, weight, bias, mean, deviations, gradient.Tensor, out Tensor products).Dispose();
                products.Dispose();
            }

            if (x.NeedsGradient)
            {
                using Tensor factor = Product(deviations, weight.Value);
                Tensor inputGradient = Tensor.Allocate(x.Shape);
                BatchNormalization.InputGradient(gradient.Tensor, factor, inputGradient);
                x.AddGradient(inputGradient);
            }
        });
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

    private static Tensor InverseDeviations(Tensor variance, double epsilon)
    {
        Tensor inverse = Tensor.Allocate(variance.Shape);
        for (int c = 0; c < inverse.ElementCount; c++)
        {
            inverse.Values[c] = (float)(1 / Math.Sqrt(variance.Values[c] + epsilon));
        }

        return inverse;
    }

    private static Tensor Product(Tensor first, Tensor second)
    {
        Tensor product = Tensor.Allocate(first.Shape);
        TensorPrimitives.Multiply(first.Values, second.Values, product.Values);
        return product;
    }

    /// <returns>The sum of each channel's gradient.</returns>
    private static Tensor AddParameterGradients(
        Variable x, Variable weight, Variable bias, Tensor mean, Tensor deviations, Tensor gradient, out Tensor products)
    {
        Tensor sum = Tensor.Allocate(bias.Shape);
        products = Tensor.Allocate(weight.Shape);
        BatchNormalization.GradientSums(x.Value, gradient, mean, sum, products);
        weight.AddGradient(Product(products, deviations));
        bias.AddGradient(Tensor.From<float>(sum.Values, bias.Shape));
        return sum;
    }
}

using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Normalization;

namespace Ghn.Tensors.Autograd;

/// <summary>
/// Batch normalisation of variables that are feature maps [samples, channels, height, width]. A sum with other maps and an
/// activation that follow it can be had in the same pass over memory.
/// </summary>
public static class BatchNormOperations
{
    /// <summary>Batch normalisation by the maps' own statistics.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="weight">The scale of each channel; null for none.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="running">Statistics that move towards the batch's; null for none.</param>
    /// <param name="momentum">How far they move, from 0 to 1.</param>
    /// <exception cref="ArgumentException">There is one value per channel, of which there is no variance.</exception>
    public static Variable BatchNormWithBatchStatistics(
        this Variable x, Variable? weight, Variable? bias, double epsilon, RunningStatistics? running = null, double momentum = 0.1) =>
        x.BatchNormWithBatchStatistics<IdentityFunction>(weight, bias, epsilon, null, running, momentum);

    /// <summary>f(z + addend) with z the batch normalisation by the maps' own statistics.</summary>
    /// <typeparam name="TFunction">f; with an addend, one whose derivative is known from its value.</typeparam>
    /// <param name="x">Feature maps.</param>
    /// <param name="weight">The scale of each channel; null for none.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="addend">Maps that are added, of the same shape; null for none.</param>
    /// <param name="running">Statistics that move towards the batch's; null for none.</param>
    /// <param name="momentum">How far they move, from 0 to 1.</param>
    /// <exception cref="ArgumentException">There is one value per channel, of which there is no variance; or the shapes differ.</exception>
    public static Variable BatchNormWithBatchStatistics<TFunction>(
        this Variable x, Variable? weight, Variable? bias, double epsilon, Variable? addend, RunningStatistics? running = null,
        double momentum = 0.1)
        where TFunction : struct, IElementwiseFunction
    {
        Require<TFunction>(x, addend);
        long population = new ChannelMaps(x.Value).Population;
        if (population < 2)
        {
            throw new ArgumentException(
                $"The statistics of a batch of shape {x.Shape} are of one value per channel; a larger batch helps.", nameof(x));
        }

        Tensor mean = Tensor.Allocate([x.Shape[1]]);
        Tensor variance = Tensor.Allocate([x.Shape[1]]);
        (Tensor scale, Tensor shift) = (ValueOf(weight, x, 1), ValueOf(bias, x, 0));
        SharedTensor y = OutputBuffer(x, weight, bias);
        BatchNormalization.WithBatchStatistics<TFunction>(x.Value, scale, shift, epsilon, addend?.Value, mean, variance, y.Tensor);
        running?.Update(mean.Values, variance.Values, population, momentum);
        return Record<TFunction>(y, x, weight, bias, scale, shift, epsilon, addend, mean, variance, usesBatchStatistics: true);
    }

    /// <summary>Batch normalisation by statistics that were gathered before.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="weight">The scale of each channel; null for none.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="running">The statistics.</param>
    public static Variable BatchNormWithRunningStatistics(this Variable x, Variable? weight, Variable? bias, double epsilon,
        RunningStatistics running) =>
        x.BatchNormWithRunningStatistics<IdentityFunction>(weight, bias, epsilon, null, running);

    /// <summary>f(z + addend) with z the batch normalisation by statistics that were gathered before.</summary>
    /// <typeparam name="TFunction">f; with an addend, one whose derivative is known from its value.</typeparam>
    /// <param name="x">Feature maps.</param>
    /// <param name="weight">The scale of each channel; null for none.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="addend">Maps that are added, of the same shape; null for none.</param>
    /// <param name="running">The statistics.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Variable BatchNormWithRunningStatistics<TFunction>(
        this Variable x, Variable? weight, Variable? bias, double epsilon, Variable? addend, RunningStatistics running)
        where TFunction : struct, IElementwiseFunction
    {
        Require<TFunction>(x, addend);
        ArgumentNullException.ThrowIfNull(running);
        Tensor mean = Tensor.From<float>(running.Mean.Values, [x.Shape[1]]);
        Tensor variance = Tensor.From<float>(running.Variance.Values, [x.Shape[1]]);
        (Tensor scale, Tensor shift) = (ValueOf(weight, x, 1), ValueOf(bias, x, 0));
        SharedTensor y = OutputBuffer(x, weight, bias);
        BatchNormalization.WithGivenStatistics<TFunction>(x.Value, scale, shift, epsilon, addend?.Value, mean, variance, y.Tensor);
        return Record<TFunction>(y, x, weight, bias, scale, shift, epsilon, addend, mean, variance, usesBatchStatistics: false);
    }

    private static void Require<TFunction>(Variable x, Variable? addend)
        where TFunction : struct, IElementwiseFunction
    {
        ArgumentNullException.ThrowIfNull(x);
        if (addend is not null && addend.Shape != x.Shape)
        {
            throw new ArgumentException($"A tensor of shape {addend.Shape} cannot be added to one of shape {x.Shape}.", nameof(addend));
        }

        if (addend is not null && !TFunction.IsDerivativeFromOutput)
        {
            throw new NotSupportedException($"{typeof(TFunction).Name} after a sum would need the sum for its derivative.");
        }
    }

    /// <summary>The scale or shift of each channel, the same for all where none is given.</summary>
    private static Tensor ValueOf(Variable? parameter, Variable x, float otherwise)
    {
        if (parameter is not null)
        {
            return parameter.Value;
        }

        Tensor same = Tensor.Allocate([x.Shape[1]]);
        same.Values.Fill(otherwise);
        return same;
    }

    /// <summary>A place for the result: that of the maps, where no backward pass needs them.</summary>
    private static SharedTensor OutputBuffer(Variable x, Variable? weight, Variable? bias) =>
        x.NeedsGradient || weight is { NeedsGradient: true } || bias is { NeedsGradient: true }
            ? new SharedTensor(Tensor.Allocate(x.Shape))
            : x.OutputBuffer();

    private static Variable Record<TFunction>(
        SharedTensor y, Variable x, Variable? weight, Variable? bias, Tensor scale, Tensor shift, double epsilon, Variable? addend,
        Tensor mean, Tensor variance, bool usesBatchStatistics)
        where TFunction : struct, IElementwiseFunction
    {
        // The derivative of a sum is found at its value: unlike the maps alone, the sum could not be computed again without its addend.
        bool isIdentity = typeof(TFunction) == typeof(IdentityFunction);
        bool keepsResult = addend is not null && !isIdentity;
        Variable[] kept = [.. new[] { x, weight, bias }.OfType<Variable>()];
        Variable[] inputs = addend is null ? kept : [.. kept, addend];
        Tensor?[] scratch = [mean, variance, weight is null ? scale : null, bias is null ? shift : null];
        return x.Tape.Record(y, inputs, keeps: kept, keepsResult: keepsResult, scratch: [.. scratch.OfType<Tensor>()], backward: gradient =>
        {
            Tensor weightGradient = Tensor.Allocate(scale.Shape);
            Tensor biasGradient = Tensor.Allocate(shift.Shape);
            SharedTensor inputGradient = addend is null ? gradient.OutputBuffer() : new SharedTensor(Tensor.Allocate(x.Shape));
            SharedTensor sumGradient = isIdentity ? gradient.Share() : addend is null ? inputGradient.Share() : gradient.OutputBuffer();
            new BatchNormalizationGradient<TFunction>
            {
                X = x.Value,
                Y = keepsResult ? y.Tensor : null,
                Weight = scale,
                Bias = shift,
                Epsilon = epsilon,
                Mean = mean,
                Variance = variance,
                UsesBatchStatistics = usesBatchStatistics,
            }.Find(gradient.Tensor, sumGradient.Tensor, weightGradient, biasGradient, inputGradient.Tensor);
            weight.AddGradientOrDispose(weightGradient);
            bias.AddGradientOrDispose(biasGradient);
            x.AddGradient(inputGradient);
            if (addend is null)
            {
                sumGradient.Release();
            }
            else
            {
                addend.AddGradient(sumGradient);
            }
        });
    }
}

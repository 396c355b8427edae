using Ghn.Tensors.Kernels.Normalization;

namespace Ghn.Tensors.Autograd;

/// <summary>Group normalisation of variables that are feature maps; with a group for each channel, instance normalisation.</summary>
public static class GroupNormOperations
{
    /// <summary>Normalises groups of channels of each sample by their own mean and variance, as PyTorch's <c>group_norm</c>.</summary>
    /// <param name="x">[samples, channels, …].</param>
    /// <param name="groups">The number of groups that the channels are divided into.</param>
    /// <param name="weight">The scale of each channel; null for none.</param>
    /// <param name="bias">The shift of each channel; null for none.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="ArgumentException">The channels cannot be divided so.</exception>
    public static Variable GroupNorm(this Variable x, int groups, Variable? weight, Variable? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank < 2 || groups < 1 || x.Shape[1] % groups != 0)
        {
            throw new ArgumentException($"A tensor of shape {x.Shape} has no channels that {groups} groups share.", nameof(groups));
        }

        Tensor mean = Tensor.Allocate([checked(x.Shape[0] * groups)]);
        Tensor variance = Tensor.Allocate(mean.Shape);
        bool isKept = x.NeedsGradient || weight is { NeedsGradient: true } || bias is { NeedsGradient: true };
        SharedTensor y = isKept ? new SharedTensor(Tensor.Allocate(x.Shape)) : x.OutputBuffer();
        GroupNormalization.Apply(x.Value, weight?.Value, bias?.Value, epsilon, mean, variance, y.Tensor);
        Variable[] affine = [.. new[] { weight, bias }.OfType<Variable>()];
        return x.Tape.Record(y, [x, .. affine], keeps: weight is null ? [x] : [x, weight], scratch: [mean, variance], backward: gradient =>
        {
            Tensor? weightGradient = weight is null ? null : Tensor.Allocate(weight.Shape);
            Tensor? biasGradient = bias is null ? null : Tensor.Allocate(bias.Shape);
            SharedTensor inputGradient = gradient.OutputBuffer();
            new GroupNormalizationGradient
            {
                X = x.Value,
                Weight = weight?.Value,
                Epsilon = epsilon,
                Mean = mean,
                Variance = variance,
            }.Find(gradient.Tensor, inputGradient.Tensor, weightGradient, biasGradient);
            x.AddGradient(inputGradient);
            weight?.AddGradient(weightGradient!);
            bias?.AddGradient(biasGradient!);
        });
    }
}

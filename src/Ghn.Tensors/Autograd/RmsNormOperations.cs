using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Autograd;

/// <summary>Normalisation of variables by the root of their mean square.</summary>
public static class RmsNormOperations
{
    /// <summary>Each row divided by the root of its mean square: x·weight / √(mean of x² + ε).</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="weight">The scale of each feature; null for none.</param>
    /// <param name="epsilon">ε.</param>
    public static Variable RmsNorm(this Variable x, Variable? weight, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Allocate(x.Shape);
        RmsNormalization.Forward(x.Value, weight?.Value, (float)epsilon, y);
        Variable[] inputs = weight is null ? [x] : [x, weight];
        return x.Tape.Record(y, inputs, keeps: inputs, backward: gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            using Tensor? normalized = weight is { NeedsGradient: true } ? Tensor.Allocate(x.Shape) : null;
            RmsNormalization.Backward(x.Value, weight?.Value, gradient.Tensor, (float)epsilon, inputGradient, normalized);
            x.AddGradient(inputGradient);
            if (normalized is not null)
            {
                Tensor weightGradient = Tensor.Allocate(weight!.Shape);
                ColumnSums.Of(normalized, weightGradient);
                weight.AddGradient(weightGradient);
            }
        });
    }
}

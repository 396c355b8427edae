using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Autograd;

/// <summary>The sizes of variables.</summary>
public static class NormOperations
{
    /// <summary>The sum of the Euclidean norms of several variables; where a norm is 0, its gradient counts as 0.</summary>
    /// <returns>A scalar.</returns>
    public static Variable SumOfNorms(this Tape tape, IReadOnlyList<Variable> variables)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(variables);
        double[] norms = [.. variables.Select(variable => Math.Sqrt(SquaredNorm.Of(variable.Value)))];
        Tensor sum = Tensor.From<float>([(float)norms.Sum()], []);
        return tape.Record(sum, variables, keeps: variables, backward: gradient =>
        {
            foreach ((Variable variable, double norm) in variables.Zip(norms))
            {
                if (variable.NeedsGradient && norm > 0)
                {
                    Tensor variableGradient = Tensor.Allocate(variable.Shape);
                    float factor = (float)(gradient.Tensor.Values[0] / norm);
                    TensorPrimitives.Multiply(variable.Value.Values, factor, variableGradient.Values);
                    variable.AddGradient(variableGradient);
                }
            }
        });
    }
}

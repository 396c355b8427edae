using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Autograd;

/// <summary>Reductions along axes of variables, and their inverse: repetition along axes.</summary>
public static class ReductionOperations
{
    /// <summary>
    /// One number of all along some axes, which stay with a size of 1. Axes that are not neighbours are reduced one after another.
    /// </summary>
    /// <param name="x">Any variable.</param>
    /// <param name="function">Which number.</param>
    /// <param name="axes">The axes, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variable has no such axis.</exception>
    public static Variable Reduce(this Variable x, ReductionFunction function, IReadOnlyList<int> axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        Variable result = x.Reshape(x.Shape);
        foreach ((int first, int end) in Neighbours(axes))
        {
            ArgumentOutOfRangeException.ThrowIfNegative(first, nameof(axes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(end, x.Shape.Rank, nameof(axes));
            using Variable partial = result;
            result = Reduce(partial, function, first, end);
        }

        return result;
    }

    /// <summary>Repeats the entries of axes with a size of 1.</summary>
    /// <param name="x">Any variable.</param>
    /// <param name="shape">A shape of the same rank, in which such axes may have another size.</param>
    /// <exception cref="ArgumentException">The shapes differ in another way.</exception>
    public static Variable BroadcastTo(this Variable x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != x.Shape.Rank || x.Shape.Zip(shape).Any(sizes => sizes.First != 1 && sizes.First != sizes.Second))
        {
            throw new ArgumentException($"A tensor of shape {x.Shape} cannot be repeated to {shape}.", nameof(shape));
        }

        int[] axes = [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] != x.Shape[axis])];
        Variable result = x.Reshape(x.Shape);
        foreach ((int first, int end) in Neighbours(axes))
        {
            using Variable partial = result;
            Shape wider = [.. partial.Shape.Dimensions[..first], .. shape.Dimensions[first..end], .. partial.Shape.Dimensions[end..]];
            result = Repeat(partial, wider, first, end);
        }

        return result;
    }

    private static Variable Reduce(Variable x, ReductionFunction function, int first, int end)
    {
        var axes = new AxisLoop(x.Shape, first, end);
        bool isLinear = function is ReductionFunction.Sum or ReductionFunction.Mean;
        float share = function == ReductionFunction.Mean ? 1f / axes.Count : 1;
        Tensor y = Tensor.Allocate([.. x.Shape.Dimensions[..first], .. Enumerable.Repeat(1, end - first), .. x.Shape.Dimensions[end..]]);
        AxisReduction.Forward(function, axes, x.Value, y);
        return x.Tape.Record(y, [x], keeps: isLinear ? [] : [x], keepsResult: !isLinear, backward: gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            if (isLinear)
            {
                AxisReduction.Repeat(axes, gradient.Tensor, share, inputGradient);
            }
            else
            {
                AxisReduction.Backward(function, axes, x.Value, y, gradient.Tensor, inputGradient);
            }

            x.AddGradient(inputGradient);
        });
    }

    private static Variable Repeat(Variable x, Shape shape, int first, int end)
    {
        var axes = new AxisLoop(shape, first, end);
        Tensor y = Tensor.Allocate(shape);
        AxisReduction.Repeat(axes, x.Value, factor: 1, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            AxisReduction.Forward(ReductionFunction.Sum, axes, gradient.Tensor, inputGradient);
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>Runs of neighbouring axes, the last ones first.</summary>
    private static IEnumerable<(int First, int End)> Neighbours(IReadOnlyList<int> axes)
    {
        int[] descending = [.. axes.Distinct().OrderDescending()];
        int end = 0;
        for (int i = 0; i < descending.Length; i++)
        {
            end = i == 0 || descending[i] != descending[i - 1] - 1 ? descending[i] + 1 : end;
            if (i + 1 == descending.Length || descending[i + 1] != descending[i] - 1)
            {
                yield return (descending[i], end);
            }
        }
    }
}

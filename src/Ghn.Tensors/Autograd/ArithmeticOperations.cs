using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Autograd;

/// <summary>Functions of two variables, one of which may lack the entries of some axes.</summary>
public static class ArithmeticOperations
{
    /// <summary>A function of each pair of elements. An axis of size 1 is repeated where the other variable has a longer one.</summary>
    /// <param name="x">The first variable.</param>
    /// <param name="function">Which function.</param>
    /// <param name="other">The second variable, of the same rank.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable Combine(this Variable x, ArithmeticFunction function, Variable other)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(other);
        if (x.Shape == other.Shape)
        {
            return Apply(x, function, other);
        }

        if (x.Shape.Rank != other.Shape.Rank)
        {
            throw new ArgumentException($"A tensor of shape {other.Shape} does not fit one of shape {x.Shape}.", nameof(other));
        }

        Shape shape = [.. x.Shape.Zip(other.Shape, (first, second) => first == 1 ? second : first)];
        using Variable left = x.BroadcastTo(shape);
        using Variable right = other.BroadcastTo(shape);
        return Apply(left, function, right);
    }

    private static Variable Apply(Variable x, ArithmeticFunction function, Variable other)
    {
        Tensor y = Tensor.Allocate(x.Shape);
        Arithmetic.Apply(function, x.Value, other.Value, y);
        bool keepsArguments = function is not (ArithmeticFunction.Add or ArithmeticFunction.Subtract);
        return x.Tape.Record(y, [x, other], keeps: keepsArguments ? [x, other] : [], backward: gradient =>
        {
            AddGradient(x, other, isFirst: true, gradient);
            AddGradient(other, x, isFirst: false, gradient);
        });

        void AddGradient(Variable own, Variable partner, bool isFirst, SharedTensor gradient)
        {
            if (!own.NeedsGradient)
            {
                return;
            }

            if (function == ArithmeticFunction.Add || (function == ArithmeticFunction.Subtract && isFirst))
            {
                own.AddGradient(gradient.Share());
                return;
            }

            // A difference's derivatives depend on nothing, so that its arguments are not there any more.
            (Tensor at, Tensor with) = keepsArguments ? (own.Value, partner.Value) : (gradient.Tensor, gradient.Tensor);
            Tensor result = Tensor.Allocate(own.Shape);
            Arithmetic.Backward(function, at, with, isFirst, gradient.Tensor, result);
            own.AddGradient(result);
        }
    }
}

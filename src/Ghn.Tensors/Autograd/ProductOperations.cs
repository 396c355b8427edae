using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>Products of two variables that are stacks of matrices.</summary>
public static class ProductOperations
{
    /// <summary>
    /// The products of the matrices of two stacks, one by one. An axis of the stacks of size 1 is repeated where the other has more.
    /// </summary>
    /// <param name="x">[…, rows, inner].</param>
    /// <param name="other">[…, inner, columns], or […, columns, inner], of the same rank.</param>
    /// <param name="isOtherTransposed">Whether the other has its columns first.</param>
    /// <returns>[…, rows, columns].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable MatMul(this Variable x, Variable other, bool isOtherTransposed = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(other);
        int rank = x.Shape.Rank;
        if (rank < 2 || other.Shape.Rank != rank || x.Shape[^1] != other.Shape[isOtherTransposed ? ^1 : ^2])
        {
            throw new ArgumentException($"Matrices {other.Shape} do not fit matrices {x.Shape}.", nameof(other));
        }

        int[] stack = [.. x.Shape.Zip(other.Shape, (first, second) => first == 1 ? second : first).Take(rank - 2)];
        using Variable left = x.BroadcastTo([.. stack, .. x.Shape.Dimensions[^2..]]);
        using Variable right = other.BroadcastTo([.. stack, .. other.Shape.Dimensions[^2..]]);
        return Multiply(left, right, stack, isOtherTransposed);
    }

    private static Variable Multiply(Variable x, Variable other, int[] stack, bool isOtherTransposed)
    {
        int count = stack.Aggregate(1, (product, size) => checked(product * size));
        Tensor y = Tensor.Allocate([.. stack, x.Shape[^2], other.Shape[isOtherTransposed ? ^2 : ^1]]);
        WorkerPool.For(count, i =>
            Matrices.MultiplyTransposed(Matrix(x.Value, i), Oriented(other.Value, i, isOtherTransposed), Matrix(y, i)));
        return x.Tape.Record(y, [x, other], keeps: [x, other], backward: gradient =>
        {
            if (x.NeedsGradient)
            {
                Tensor own = Tensor.Allocate(x.Shape);
                WorkerPool.For(count, i => Matrices.MultiplyTransposed(
                    Matrix(gradient.Tensor, i), Oriented(other.Value, i, isOtherTransposed).Transposed, Matrix(own, i)));
                x.AddGradient(own);
            }

            if (other.NeedsGradient)
            {
                Tensor own = Tensor.Allocate(other.Shape);
                WorkerPool.For(count, i =>
                {
                    (MatrixView rows, MatrixView columns) = (Matrix(x.Value, i).Transposed, Matrix(gradient.Tensor, i).Transposed);
                    Matrices.MultiplyTransposed(isOtherTransposed ? columns : rows, isOtherTransposed ? rows : columns, Matrix(own, i));
                });
                other.AddGradient(own);
            }
        });
    }

    /// <summary>A matrix with the columns of the product as its rows.</summary>
    private static MatrixView Oriented(Tensor stack, int index, bool isTransposed) =>
        isTransposed ? Matrix(stack, index) : Matrix(stack, index).Transposed;

    private static MatrixView Matrix(Tensor stack, int index)
    {
        (int rows, int columns) = (stack.Shape[^2], stack.Shape[^1]);
        return MatrixView.Of(stack, (long)index * rows * columns, rows, columns, columns);
    }
}

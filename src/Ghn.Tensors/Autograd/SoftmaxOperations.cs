using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>The softmax of variables.</summary>
public static class SoftmaxOperations
{
    /// <summary>Exponentials that sum to one along the last dimension.</summary>
    /// <param name="x">[…, features].</param>
    public static Variable Softmax(this Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Copy(x.Value);
        ForRows(y, (start, length, columns) => Kernels.Normalization.Softmax.Rows(y.ValuesAt(start, length), columns));
        return x.Tape.Record(y, [x], keeps: [], keepsResult: true, backward: gradient =>
        {
            Tensor inputGradient = Copy(gradient.Tensor);
            ForRows(y, (start, length, columns) =>
                Kernels.Normalization.Softmax.RowsBackward(y.ValuesAt(start, length), inputGradient.ValuesAt(start, length), columns));
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>The logarithm of the <see cref="Softmax"/>, also where that is next to nothing.</summary>
    /// <param name="x">[…, features].</param>
    public static Variable LogSoftmax(this Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Copy(x.Value);
        Tensor softmax = Tensor.Allocate(x.Shape);
        ForRows(y, (start, length, columns) =>
            Kernels.Normalization.Softmax.LogRows(y.ValuesAt(start, length), softmax.ValuesAt(start, length), columns));
        return x.Tape.Record(y, [x], scratch: [softmax], backward: gradient =>
        {
            Tensor inputGradient = Copy(gradient.Tensor);
            ForRows(inputGradient, (start, length, columns) =>
                Kernels.Normalization.Softmax.LogRowsBackward(
                    softmax.ValuesAt(start, length), inputGradient.ValuesAt(start, length), columns));
            x.AddGradient(inputGradient);
        });
    }

    private static Tensor Copy(Tensor tensor) => Tensor.From<float>(tensor.Values, tensor.Shape);

    /// <summary>Runs a body for (first element, number of elements, columns) of each part of a matrix.</summary>
    private static void ForRows(Tensor matrix, Action<long, int, int> body)
    {
        int columns = matrix.Shape[^1];
        int rows = checked((int)(matrix.ElementCount / columns));
        ParallelRange.ForRows(rows, maxParts: 256, (_, first, end) => body((long)first * columns, (end - first) * columns, columns));
    }
}

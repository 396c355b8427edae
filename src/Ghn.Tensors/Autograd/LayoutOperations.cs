using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>Operations that move the elements of variables without computing with them.</summary>
public static class LayoutOperations
{
    /// <summary>The same elements under another shape; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The shapes differ in their number of elements.</exception>
    public static Variable Reshape(this Variable x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Tape.Record(x.ShareValue(shape), [x], gradient => x.AddGradient(gradient.Share(x.Shape)));
    }

    /// <summary>Exchanges the last two dimensions.</summary>
    public static Variable Transpose(this Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        (int rows, int columns) = (x.Shape[^2], x.Shape[^1]);
        Shape shape = [.. x.Shape.Dimensions[..^2], columns, rows];
        if (rows == 1 || columns == 1)
        {
            return x.Reshape(shape);
        }

        Tensor y = Tensor.Allocate(shape);
        Transposition.Matrices(x.Value, rows, columns, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            Transposition.Matrices(gradient.Tensor, columns, rows, inputGradient);
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>From [samples, channels, height, width] to [samples, height, width, channels].</summary>
    public static Variable ChannelsLast(this Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape;
        using Variable planes = x.Reshape([shape[0], shape[1], shape[2] * shape[3]]);
        using Variable positions = planes.Transpose();
        return positions.Reshape([shape[0], shape[2], shape[3], shape[1]]);
    }

    /// <summary>From [samples, height, width, channels] to [samples, channels, height, width].</summary>
    public static Variable ChannelsFirst(this Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = x.Shape;
        using Variable positions = x.Reshape([shape[0], shape[1] * shape[2], shape[3]]);
        using Variable planes = positions.Transpose();
        return planes.Reshape([shape[0], shape[3], shape[1], shape[2]]);
    }

    /// <summary>Rows of each matrix of a batch, in another order, some perhaps left out, repeated, or filled with a number.</summary>
    /// <param name="x">[batch, source rows, …]: what follows the rows is their content.</param>
    /// <param name="selection">Which row goes where.</param>
    /// <param name="filler">What the elements of rows that come from nowhere are.</param>
    /// <exception cref="ArgumentException">The variable has another number of rows.</exception>
    public static Variable SelectRows(this Variable x, RowSelection selection, float filler = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(selection);
        if (x.Shape.Rank < 2 || x.Shape[1] != selection.SourceRows)
        {
            throw new ArgumentException(
                $"A selection from {selection.SourceRows} rows does not fit a tensor of shape {x.Shape}.", nameof(selection));
        }

        int width = 1;
        foreach (int dimension in x.Shape.Dimensions[2..])
        {
            width *= dimension;
        }

        Tensor y = Tensor.Allocate([x.Shape[0], selection.Rows, .. x.Shape.Dimensions[2..]]);
        selection.Gather(x.Value, y, width, filler);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            selection.GatherSums(gradient.Tensor, inputGradient, width);
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>Variables one after the other along the second dimension; the others are equal.</summary>
    public static Variable Concat(params IReadOnlyList<Variable> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Shape first = parts[0].Shape;
        Tensor y = Tensor.Allocate([first[0], parts.Sum(part => part.Shape[1]), .. first.Dimensions[2..]]);
        int width = checked((int)(y.ElementCount / Math.Max(first[0], 1)));
        int offset = 0;
        foreach (Variable part in parts)
        {
            int partWidth = WidthOf(part);
            CopyColumns(part.Value, 0, partWidth, y, offset, width, first[0], partWidth);
            offset += partWidth;
        }

        return parts[0].Tape.Record(y, parts, gradient =>
        {
            int start = 0;
            foreach (Variable part in parts)
            {
                int partWidth = WidthOf(part);
                if (part.NeedsGradient)
                {
                    Tensor partGradient = Tensor.Allocate(part.Shape);
                    CopyColumns(gradient.Tensor, start, width, partGradient, 0, partWidth, first[0], partWidth);
                    part.AddGradient(partGradient);
                }

                start += partWidth;
            }
        });
    }

    private static int WidthOf(Variable part) => checked((int)(part.Shape.ElementCount / Math.Max(part.Shape[0], 1)));

    /// <summary>Copies some columns of a matrix to some of another; either begins at an element and has rows of some length.</summary>
    private static void CopyColumns(
        Tensor source, long sourceStart, long sourceStride, Tensor target, long targetStart, long targetStride, int rows, int columns) =>
        WorkerPool.For(rows, row => source.ValuesAt(sourceStart + (row * sourceStride), columns)
            .CopyTo(target.ValuesAt(targetStart + (row * targetStride), columns)));
}

using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>Sums and products of variables.</summary>
public static class BroadcastOperations
{
    /// <summary>The elementwise sum of variables of one shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Variable Add(this Variable x, Variable other)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(other);
        if (x.Shape != other.Shape)
        {
            throw new ArgumentException($"A tensor of shape {other.Shape} cannot be added to one of shape {x.Shape}.", nameof(other));
        }

        SharedTensor y = x.OutputBuffer();
        (Tensor a, Tensor b, Tensor sum) = (x.Value, other.Value, y.Tensor);
        ParallelRange.For(x.Shape.ElementCount, (start, length) => TensorPrimitives.Add(
            a.ValuesAt(start, length), b.ValuesAt(start, length), sum.ValuesAt(start, length)));
        return x.Tape.Record(y, [x, other], gradient =>
        {
            x.AddGradient(gradient.Share());
            other.AddGradient(gradient.Share());
        });
    }

    /// <summary>The sum of each entry of the leading dimension with a variable that lacks it: an embedding of positions.</summary>
    /// <param name="x">[samples, …].</param>
    /// <param name="other">A variable with as many elements as one sample, under whatever shape.</param>
    /// <exception cref="ArgumentException">The numbers of elements do not fit.</exception>
    public static Variable BroadcastAdd(this Variable x, Variable other)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(other);
        int samples = x.Shape[0];
        int width = checked((int)other.Shape.ElementCount);
        if (x.Shape.ElementCount != (long)samples * width)
        {
            throw new ArgumentException(
                $"A tensor of shape {other.Shape} cannot be added to each sample of one of shape {x.Shape}.", nameof(other));
        }

        Tensor y = Tensor.Allocate(x.Shape);
        (Tensor source, Tensor addend) = (x.Value, other.Value);
        WorkerPool.For(samples, sample =>
        {
            long start = (long)sample * width;
            TensorPrimitives.Add(source.ValuesAt(start, width), addend.Values, y.ValuesAt(start, width));
        });
        return x.Tape.Record(y, [x, other], gradient =>
        {
            x.AddGradient(gradient.Share());
            if (other.NeedsGradient)
            {
                Tensor sums = Tensor.Allocate(other.Shape);
                ColumnSums.Of(gradient.Tensor, sums);
                other.AddGradient(sums);
            }
        });
    }

    /// <summary>The product with a constant.</summary>
    public static Variable Scale(this Variable x, float factor)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Tape.Record(Scaled(x.Value, factor), [x], gradient => x.AddGradient(Scaled(gradient.Tensor, factor)));
    }

    /// <summary>The elementwise product of variables of one shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Variable Multiply(this Variable x, Variable other)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(other);
        if (x.Shape != other.Shape)
        {
            throw new ArgumentException($"A tensor of shape {x.Shape} cannot be multiplied by one of shape {other.Shape}.", nameof(other));
        }

        return x.Tape.Record(Product(x.Value, other.Value), [x, other], keeps: [x, other], backward: gradient =>
        {
            if (x.NeedsGradient)
            {
                x.AddGradient(Product(gradient.Tensor, other.Value));
            }

            if (other.NeedsGradient)
            {
                other.AddGradient(Product(gradient.Tensor, x.Value));
            }
        });
    }

    /// <summary>The product of each channel's map with a factor of its own: a gate, or a learnt scale.</summary>
    /// <param name="x">[samples, channels, …].</param>
    /// <param name="factors">A factor for each channel of each sample, or for each channel, under whatever shape.</param>
    /// <exception cref="ArgumentException">There is another number of factors.</exception>
    public static Variable MultiplyChannels(this Variable x, Variable factors)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(factors);
        int count = checked((int)factors.Shape.ElementCount);
        if (count != x.Shape[1] && count != x.Shape[0] * x.Shape[1])
        {
            throw new ArgumentException($"{count} factors do not fit the channels of a tensor of shape {x.Shape}.", nameof(factors));
        }

        bool keepsMaps = x.NeedsGradient || factors.NeedsGradient;
        SharedTensor y = keepsMaps ? new SharedTensor(Tensor.Allocate(x.Shape)) : x.OutputBuffer();
        ScaleMaps(x.Value, factors.Value, y.Tensor);
        return x.Tape.Record(y, [x, factors], keeps: [x, factors], backward: gradient =>
        {
            if (factors.NeedsGradient)
            {
                factors.AddGradient(MapProducts(x.Value, gradient.Tensor, factors.Shape));
            }

            if (x.NeedsGradient)
            {
                SharedTensor inputGradient = gradient.OutputBuffer();
                ScaleMaps(gradient.Tensor, factors.Value, inputGradient.Tensor);
                x.AddGradient(inputGradient);
            }
        });
    }

    /// <summary>The product of each feature with a learnt factor of its own.</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="factors">[features].</param>
    /// <exception cref="ArgumentException">There is another number of factors.</exception>
    public static Variable MultiplyFeatures(this Variable x, Variable factors)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(factors);
        if (x.Shape.Rank == 0 || factors.Shape.ElementCount != x.Shape[^1])
        {
            throw new ArgumentException(
                $"{factors.Shape.ElementCount} factors do not fit the features of a tensor of shape {x.Shape}.", nameof(factors));
        }

        return x.Tape.Record(ScaledRows(x.Value, factors.Value), [x, factors], keeps: [x, factors], backward: gradient =>
        {
            if (factors.NeedsGradient)
            {
                using Tensor products = Product(x.Value, gradient.Tensor);
                Tensor sums = Tensor.Allocate(factors.Shape);
                ColumnSums.Of(products, sums);
                factors.AddGradient(sums);
            }

            if (x.NeedsGradient)
            {
                x.AddGradient(ScaledRows(gradient.Tensor, factors.Value));
            }
        });
    }

    private static Tensor ScaledRows(Tensor x, Tensor factors)
    {
        Tensor y = Tensor.Allocate(x.Shape);
        int columns = x.Shape[^1];
        ParallelRange.ForRows(checked((int)(x.ElementCount / columns)), maxParts: 256, (_, first, end) =>
        {
            for (long start = (long)first * columns; start < (long)end * columns; start += columns)
            {
                TensorPrimitives.Multiply(x.ValuesAt(start, columns), factors.Values, y.ValuesAt(start, columns));
            }
        });
        return y;
    }

    private static Tensor Scaled(Tensor x, float factor)
    {
        Tensor y = Tensor.Allocate(x.Shape);
        ParallelRange.For(y.ElementCount, (start, length) => TensorPrimitives.Multiply(
            x.ValuesAt(start, length), factor, y.ValuesAt(start, length)));
        return y;
    }

    private static Tensor Product(Tensor first, Tensor second)
    {
        Tensor product = Tensor.Allocate(first.Shape);
        ParallelRange.For(product.ElementCount, (start, length) => TensorPrimitives.Multiply(
            first.ValuesAt(start, length), second.ValuesAt(start, length), product.ValuesAt(start, length)));
        return product;
    }

    private static void ScaleMaps(Tensor x, Tensor factors, Tensor y)
    {
        var source = new ChannelMaps(x);
        var target = new ChannelMaps(y);
        int count = (int)factors.ElementCount;
        WorkerPool.For(source.Samples, sample =>
        {
            for (int channel = 0; channel < source.Channels; channel++)
            {
                int map = (sample * source.Channels) + channel;
                TensorPrimitives.Multiply(source.Values(sample, channel), factors.Values[map % count], target.Values(sample, channel));
            }
        });
    }

    /// <summary>For each factor, the sum of the products over the maps that it scales.</summary>
    private static Tensor MapProducts(Tensor x, Tensor gradient, Shape shape)
    {
        Tensor sums = Tensor.Zeros(shape);
        var inputs = new ChannelMaps(x);
        var gradients = new ChannelMaps(gradient);
        int count = (int)sums.ElementCount;
        WorkerPool.For(inputs.Channels, channel =>
        {
            for (int sample = 0; sample < inputs.Samples; sample++)
            {
                int map = (sample * inputs.Channels) + channel;
                sums.Values[map % count] += TensorPrimitives.Dot<float>(inputs.Values(sample, channel), gradients.Values(sample, channel));
            }
        });
        return sums;
    }
}

using System.Numerics.Tensors;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>Reduces neighbouring axes of a tensor to one number, and repeats numbers along them.</summary>
internal static unsafe class AxisReduction
{
    /// <summary>One number of all along the axes.</summary>
    /// <param name="function">Which.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="x">The tensor.</param>
    /// <param name="y">The results.</param>
    public static void Forward(ReductionFunction function, AxisLoop axes, Tensor x, Tensor y)
    {
        float* source = (float*)x.Data;
        float* target = (float*)y.Data;
        axes.For((from, to, count) =>
        {
            var results = new Span<float>(target + to, count);
            if (axes.Inner == 1)
            {
                results[0] = Reduce(function, new ReadOnlySpan<float>(source + from, axes.Count));
                return;
            }

            var first = new ReadOnlySpan<float>(source + from, count);
            Start(function, first, results);
            for (int i = 1; i < axes.Count; i++)
            {
                Include(function, new ReadOnlySpan<float>(source + from + ((long)i * axes.Inner), count), results);
            }

            Finish(function, axes.Count, results);
        });
    }

    /// <summary>The gradient of all along the axes, given that of the one number.</summary>
    /// <param name="function">Which.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="x">The tensor.</param>
    /// <param name="y">The results.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="inputGradient">Where the gradient of the tensor goes. Equal maxima share theirs.</param>
    public static void Backward(ReductionFunction function, AxisLoop axes, Tensor x, Tensor y, Tensor gradient, Tensor inputGradient)
    {
        float* source = (float*)x.Data;
        float* results = (float*)y.Data;
        float* upstream = (float*)gradient.Data;
        float* target = (float*)inputGradient.Data;
        axes.For((from, to, count) =>
        {
            for (long place = to; place < to + count; place++, from++)
            {
                if (function == ReductionFunction.L2)
                {
                    float factor = results[place] == 0 ? 0 : upstream[place] / results[place];
                    ScaleColumn(source + from, target + from, axes, factor);
                }
                else
                {
                    ShareColumn(source + from, target + from, axes, results[place], upstream[place]);
                }
            }
        });
    }

    /// <summary>Each number, times a factor, for every place along the axes.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="x">The numbers.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="y">Where they go.</param>
    public static void Repeat(AxisLoop axes, Tensor x, float factor, Tensor y)
    {
        float* source = (float*)x.Data;
        float* target = (float*)y.Data;
        axes.For((to, from, count) =>
        {
            if (axes.Inner == 1)
            {
                new Span<float>(target + to, axes.Count).Fill(source[from] * factor);
                return;
            }

            for (int i = 0; i < axes.Count; i++)
            {
                TensorPrimitives.Multiply(
                    new ReadOnlySpan<float>(source + from, count), factor, new Span<float>(target + to + ((long)i * axes.Inner), count));
            }
        });
    }

    private static float Reduce(ReductionFunction function, ReadOnlySpan<float> values) => function switch
    {
        ReductionFunction.Sum => TensorPrimitives.Sum(values),
        ReductionFunction.Mean => TensorPrimitives.Sum(values) / values.Length,
        ReductionFunction.Max => TensorPrimitives.Max(values),
        ReductionFunction.Min => TensorPrimitives.Min(values),
        _ => TensorPrimitives.Norm(values),
    };

    private static void Start(ReductionFunction function, ReadOnlySpan<float> row, Span<float> results)
    {
        if (function == ReductionFunction.L2)
        {
            TensorPrimitives.Multiply(row, row, results);
        }
        else
        {
            row.CopyTo(results);
        }
    }

    private static void Include(ReductionFunction function, ReadOnlySpan<float> row, Span<float> results)
    {
        switch (function)
        {
            case ReductionFunction.Max:
                TensorPrimitives.Max(results, row, results);
                break;
            case ReductionFunction.Min:
                TensorPrimitives.Min(results, row, results);
                break;
            case ReductionFunction.L2:
                TensorPrimitives.MultiplyAdd(row, row, results, results);
                break;
            default:
                TensorPrimitives.Add(results, row, results);
                break;
        }
    }

    private static void Finish(ReductionFunction function, int count, Span<float> results)
    {
        if (function == ReductionFunction.Mean)
        {
            TensorPrimitives.Divide(results, count, results);
        }
        else if (function == ReductionFunction.L2)
        {
            TensorPrimitives.Sqrt(results, results);
        }
    }

    private static void ScaleColumn(float* source, float* target, AxisLoop axes, float factor)
    {
        for (long i = 0; i < (long)axes.Count * axes.Inner; i += axes.Inner)
        {
            target[i] = source[i] * factor;
        }
    }

    private static void ShareColumn(float* source, float* target, AxisLoop axes, float winner, float gradient)
    {
        int winners = 0;
        for (long i = 0; i < (long)axes.Count * axes.Inner; i += axes.Inner)
        {
            winners += source[i] == winner ? 1 : 0;
        }

        float share = winners == 0 ? 0 : gradient / winners;
        for (long i = 0; i < (long)axes.Count * axes.Inner; i += axes.Inner)
        {
            target[i] = source[i] == winner ? share : 0;
        }
    }
}

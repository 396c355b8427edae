namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>What happens to the elements of a matrix product as they are stored.</summary>
public readonly unsafe struct Epilogue
{
    /// <summary>A bias for each column, or null.</summary>
    internal float* ColumnBias { get; init; }

    /// <summary>The function applied after the bias.</summary>
    public EpilogueFunction Function { get; init; }

    /// <summary>Whether the product is added to what the output holds, before bias and function, rather than replacing it.</summary>
    public bool Accumulate { get; init; }

    /// <summary>Adds a bias to each column.</summary>
    /// <param name="bias">
    /// A float32 tensor in which the biases of the columns lie side by side, and are as many; whoever multiplies keeps it alive.
    /// </param>
    /// <param name="start">The first column's.</param>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no such element.</exception>
    public static Epilogue WithBias(Tensor bias, long start = 0)
    {
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, bias.ElementCount);
        return bias.ElementType == ElementType.Float32
            ? new Epilogue { ColumnBias = (float*)bias.Data + start }
            : throw new ArgumentException($"A bias is of float32, not {bias.ElementType}.", nameof(bias));
    }
}

/// <summary>The functions that can be fused into a matrix product.</summary>
public enum EpilogueFunction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·Φ(x), with the exact normal distribution function.</summary>
    Gelu,
}

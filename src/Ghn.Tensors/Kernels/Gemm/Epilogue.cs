namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>What happens to the elements of a matrix product as they are stored.</summary>
public readonly unsafe struct Epilogue
{
    /// <summary>A bias for each column, or null.</summary>
    public float* ColumnBias { get; init; }

    /// <summary>The function applied after the bias.</summary>
    public EpilogueFunction Function { get; init; }

    /// <summary>Whether the product is added to what the output holds, before bias and function, rather than replacing it.</summary>
    public bool Accumulate { get; init; }
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

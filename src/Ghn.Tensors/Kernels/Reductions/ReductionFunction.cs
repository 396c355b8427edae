namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>Functions that make one number of many.</summary>
public enum ReductionFunction
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The maximum; NaN if a number is NaN.</summary>
    Max,

    /// <summary>The minimum; NaN if a number is NaN.</summary>
    Min,

    /// <summary>The Euclidean norm.</summary>
    L2,
}

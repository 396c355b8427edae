namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Functions of two numbers.</summary>
public enum ArithmeticFunction
{
    /// <summary>The sum.</summary>
    Add,

    /// <summary>The first less the second.</summary>
    Subtract,

    /// <summary>The product.</summary>
    Multiply,

    /// <summary>The first over the second.</summary>
    Divide,

    /// <summary>The greater one; NaN if one is NaN.</summary>
    Maximum,

    /// <summary>The lesser one; NaN if one is NaN.</summary>
    Minimum,
}

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Functions of one number, some with parameters alpha and beta. Where one has a corner, its derivative is PyTorch's.</summary>
public enum PointwiseFunction
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−1, 0 or 1.</summary>
    Sign,

    /// <summary>The greatest whole number that is not above x.</summary>
    Floor,

    /// <summary>The least whole number that is not below x.</summary>
    Ceiling,

    /// <summary>The nearest whole number, the even one of two.</summary>
    Round,

    /// <summary>min(max(x, alpha), beta); an absent bound is infinite.</summary>
    Clip,

    /// <summary>min(max(alpha·x + beta, 0), 1).</summary>
    Hardsigmoid,

    /// <summary>x where it exceeds alpha, 0 elsewhere.</summary>
    ThresholdedRelu,

    /// <summary>x moved by beta towards 0 where |x| exceeds alpha, 0 elsewhere.</summary>
    Shrink,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>x·σ(alpha·x).</summary>
    Swish,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>√x.</summary>
    Sqrt,

    /// <summary>1 / x.</summary>
    Reciprocal,

    /// <summary>x to the power alpha.</summary>
    Power,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>The sine.</summary>
    Sin,

    /// <summary>The cosine.</summary>
    Cos,
}

using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>A differentiable function of one number, sixteen at a time.</summary>
public interface IElementwiseFunction
{
    /// <summary>
    /// Whether <see cref="Derivative"/> takes the function's value rather than its argument. The argument's memory is
    /// then free for others as soon as the value is known.
    /// </summary>
    static abstract bool IsDerivativeFromOutput { get; }

    /// <summary>The value at <paramref name="x"/>.</summary>
    static abstract Vector512<float> Value(Vector512<float> x);

    /// <summary>The derivative, PyTorch's choice where there are two; see <see cref="IsDerivativeFromOutput"/>.</summary>
    static abstract Vector512<float> Derivative(Vector512<float> point);
}

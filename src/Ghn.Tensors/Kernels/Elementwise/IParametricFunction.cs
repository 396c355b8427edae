using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>A differentiable function of one number that has parameters of its own, sixteen numbers at a time.</summary>
internal interface IParametricFunction
{
    /// <summary>The value at <paramref name="x"/>.</summary>
    Vector512<float> Value(Vector512<float> x);

    /// <summary>
    /// The derivative, PyTorch's choice where there are two, at a point that is the argument or the value, as the function has it.
    /// </summary>
    Vector512<float> Derivative(Vector512<float> point);
}

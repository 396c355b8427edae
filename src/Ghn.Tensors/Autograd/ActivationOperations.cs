using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Autograd;

/// <summary>Elementwise functions of variables. Where a function has a corner, its derivative is PyTorch's.</summary>
public static class ActivationOperations
{
    /// <summary>max(x, 0).</summary>
    public static Variable Relu(this Variable x) => x.Activate<ReluFunction>();

    /// <summary>min(max(x, 0), 6).</summary>
    public static Variable Relu6(this Variable x) => x.Activate<Relu6Function>();

    /// <summary>x·Φ(x), with the exact normal distribution function.</summary>
    public static Variable Gelu(this Variable x) => x.Activate<GeluFunction>();

    /// <summary>x·σ(x).</summary>
    public static Variable Silu(this Variable x) => x.Activate<SiluFunction>();

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Variable Sigmoid(this Variable x) => x.Activate<SigmoidFunction>();

    /// <summary>The hyperbolic tangent.</summary>
    public static Variable Tanh(this Variable x) => x.Activate<TanhFunction>();

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public static Variable Hardsigmoid(this Variable x) => x.Activate<HardsigmoidFunction>();

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    public static Variable Hardswish(this Variable x) => x.Activate<HardswishFunction>();

    /// <summary>ln(1 + eˣ).</summary>
    public static Variable Softplus(this Variable x) => x.Activate<SoftplusFunction>();

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    public static Variable Mish(this Variable x) => x.Activate<MishFunction>();

    /// <summary>x where it is positive, slope·x elsewhere.</summary>
    /// <param name="x">Any variable.</param>
    /// <param name="slope">The slope of the negative side, not negative itself.</param>
    public static Variable LeakyRelu(this Variable x, double slope = 0.01) => Apply(x, new LeakyReluFunction((float)slope));

    /// <summary>scale·x where x is positive, scale·alpha·(e^(steepness·x) − 1) elsewhere: ELU, and its kin SELU and CELU.</summary>
    /// <param name="x">Any variable.</param>
    /// <param name="alpha">How far below zero the negative side goes, before it is scaled; positive.</param>
    /// <param name="scale">The factor of both sides; positive.</param>
    /// <param name="steepness">What the exponent is multiplied by; positive.</param>
    public static Variable Elu(this Variable x, double alpha = 1, double scale = 1, double steepness = 1) =>
        Apply(x, new EluFunction((float)alpha, (float)scale, (float)steepness));

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2, which is near <see cref="Gelu"/> (Hendrycks &amp; Gimpel, 2016).</summary>
    public static Variable GeluByTanh(this Variable x) => x.Activate<GeluByTanhFunction>();

    /// <summary>Any function of the kernels.</summary>
    /// <param name="x">Any variable.</param>
    /// <typeparam name="TFunction">The function.</typeparam>
    public static Variable Activate<TFunction>(this Variable x)
        where TFunction : struct, IElementwiseFunction
    {
        ArgumentNullException.ThrowIfNull(x);
        bool keepsArgument = x.NeedsGradient && !TFunction.IsDerivativeFromOutput;
        SharedTensor y = keepsArgument ? new SharedTensor(Tensor.Allocate(x.Shape)) : x.OutputBuffer();
        ElementwiseLoop.Apply<TFunction>(x.Value, y.Tensor);
        return x.Tape.Record(y, [x], keeps: keepsArgument ? [x] : [], keepsResult: TFunction.IsDerivativeFromOutput, backward: gradient =>
        {
            SharedTensor inputGradient = gradient.OutputBuffer();
            ElementwiseLoop.Backward<TFunction>(keepsArgument ? x.Value : y.Tensor, gradient.Tensor, inputGradient.Tensor);
            x.AddGradient(inputGradient);
        });
    }

    private static Variable Apply<TFunction>(Variable x, TFunction function)
        where TFunction : struct, IParametricFunction
    {
        ArgumentNullException.ThrowIfNull(x);
        SharedTensor y = x.OutputBuffer();
        ElementwiseLoop.Apply(function, x.Value, y.Tensor);
        return x.Tape.Record(y, [x], keepsResult: true, backward: gradient =>
        {
            SharedTensor inputGradient = gradient.OutputBuffer();
            ElementwiseLoop.Backward(function, y.Tensor, gradient.Tensor, inputGradient.Tensor);
            x.AddGradient(inputGradient);
        });
    }
}

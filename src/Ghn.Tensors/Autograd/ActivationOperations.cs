namespace Ghn.Tensors;

/// <summary>Elementwise functions of variables. Where a function has a corner, its derivative is PyTorch's.</summary>
public static class ActivationOperations
{
    /// <summary>max(x, 0).</summary>
    public static Variable Relu(this Variable x) => Apply<ReluFunction>(x);

    /// <summary>min(max(x, 0), 6).</summary>
    public static Variable Relu6(this Variable x) => Apply<Relu6Function>(x);

    /// <summary>x·Φ(x), with the exact normal distribution function.</summary>
    public static Variable Gelu(this Variable x) => Apply<GeluFunction>(x);

    /// <summary>x·σ(x).</summary>
    public static Variable Silu(this Variable x) => Apply<SiluFunction>(x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Variable Sigmoid(this Variable x) => Apply<SigmoidFunction>(x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Variable Tanh(this Variable x) => Apply<TanhFunction>(x);

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public static Variable Hardsigmoid(this Variable x) => Apply<HardsigmoidFunction>(x);

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    public static Variable Hardswish(this Variable x) => Apply<HardswishFunction>(x);

    /// <summary>x where it is positive, 0.01·x elsewhere.</summary>
    public static Variable LeakyRelu(this Variable x) => Apply<LeakyReluFunction>(x);

    /// <summary>x where it is positive, eˣ − 1 elsewhere.</summary>
    public static Variable Elu(this Variable x) => Apply<EluFunction>(x);

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2, which is near <see cref="Gelu"/> (Hendrycks &amp; Gimpel, 2016).</summary>
    public static Variable GeluByTanh(this Variable x) => Apply<GeluByTanhFunction>(x);

    private static Variable Apply<TFunction>(Variable x)
        where TFunction : struct, IElementwiseFunction
    {
        ArgumentNullException.ThrowIfNull(x);
        bool keepsArgument = x.NeedsGradient && !TFunction.IsSlopeOfValue;
        SharedTensor y = keepsArgument ? new SharedTensor(Tensor.Allocate(x.Shape)) : x.ForResult();
        Elementwise.Apply<TFunction>(x.Value, y.Tensor);
        return x.Tape.Record(y, [x], keeps: keepsArgument ? [x] : [], keepsResult: TFunction.IsSlopeOfValue, backward: gradient =>
        {
            SharedTensor inputGradient = gradient.ForResult();
            Elementwise.MultiplySlope<TFunction>(keepsArgument ? x.Value : y.Tensor, gradient.Tensor, inputGradient.Tensor);
            x.AddGradient(inputGradient);
        });
    }
}

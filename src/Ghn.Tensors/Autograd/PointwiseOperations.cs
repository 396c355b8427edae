using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Autograd;

/// <summary>The functions of <see cref="PointwiseFunction"/>, each with its derivative, in one table.</summary>
public static class PointwiseOperations
{
    /// <summary>A function of each element.</summary>
    /// <param name="x">Any variable.</param>
    /// <param name="function">Which.</param>
    /// <param name="alpha">The function's first parameter, if it has one.</param>
    /// <param name="beta">Its second.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    public static Variable Pointwise(this Variable x, PointwiseFunction function, double alpha = 0, double beta = 0) => function switch
    {
        PointwiseFunction.Negate => Apply(x, default(NegateFunction)),
        PointwiseFunction.Abs => Apply(x, default(AbsFunction)),
        PointwiseFunction.Sign => Apply(x, default(SignFunction)),
        PointwiseFunction.Floor => Apply(x, default(FloorFunction)),
        PointwiseFunction.Ceiling => Apply(x, default(CeilingFunction)),
        PointwiseFunction.Round => Apply(x, default(RoundFunction)),
        PointwiseFunction.Clip => Apply(x, new ClipFunction((float)alpha, (float)beta)),
        PointwiseFunction.Hardsigmoid => Apply(x, new SlantedHardsigmoidFunction((float)alpha, (float)beta)),
        PointwiseFunction.ThresholdedRelu => Apply(x, new ThresholdedReluFunction((float)alpha)),
        PointwiseFunction.Shrink => Apply(x, new ShrinkFunction((float)alpha, (float)beta)),
        PointwiseFunction.Softsign => Apply(x, default(SoftsignFunction)),
        PointwiseFunction.Swish => Apply(x, new SwishFunction((float)alpha)),
        PointwiseFunction.Exp => Apply(x, default(ExpFunction)),
        PointwiseFunction.Log => Apply(x, default(LogFunction)),
        PointwiseFunction.Sqrt => Apply(x, new PowerFunction(0.5f)),
        PointwiseFunction.Reciprocal => Apply(x, new PowerFunction(-1)),
        PointwiseFunction.Power => Apply(x, new PowerFunction((float)alpha)),
        PointwiseFunction.Erf => Apply(x, default(ErfFunction)),
        PointwiseFunction.Sin => Apply(x, default(SinFunction)),
        PointwiseFunction.Cos => Apply(x, default(CosFunction)),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "There is no such function."),
    };

    private static Variable Apply<TFunction>(Variable x, TFunction function)
        where TFunction : struct, IParametricFunction
    {
        ArgumentNullException.ThrowIfNull(x);
        SharedTensor y = x.NeedsGradient ? new SharedTensor(Tensor.Allocate(x.Shape)) : x.OutputBuffer();
        ElementwiseLoop.Apply(function, x.Value, y.Tensor);
        return x.Tape.Record(y, [x], keeps: [x], backward: gradient =>
        {
            SharedTensor inputGradient = gradient.OutputBuffer();
            ElementwiseLoop.Backward(function, x.Value, gradient.Tensor, inputGradient.Tensor);
            x.AddGradient(inputGradient);
        });
    }
}

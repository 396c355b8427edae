namespace Ghn.Networks.Onnx;

/// <summary>Elementwise functions in ONNX.</summary>
internal static class ActivationTranslation
{
    public static OnnxValue Activate(OnnxValue x, ActivationFunction function) => function switch
    {
        ActivationFunction.Relu => x.Apply("Relu"),
        ActivationFunction.Relu6 => x.Apply("Clip", [x.Graph.Number(0), x.Graph.Number(6)]),
        ActivationFunction.Gelu => Gelu(x),
        ActivationFunction.Silu => x.Multiply(x.Apply("Sigmoid")),
        ActivationFunction.Sigmoid => x.Apply("Sigmoid"),
        ActivationFunction.Hardsigmoid => x.Apply(
            "HardSigmoid", OnnxAttributes.Number("alpha", 1.0 / 6), OnnxAttributes.Number("beta", 0.5)),
        ActivationFunction.Hardswish => x.Apply("HardSwish"),
        ActivationFunction.Tanh => x.Apply("Tanh"),
        _ => throw new NotSupportedException($"The function {function} has no counterpart in ONNX here."),
    };

    /// <summary>A slope for each channel stands where ONNX looks for it.</summary>
    public static OnnxValue LeakBySlopes(LayerExport layer, PRelu slopes) =>
        layer.Input.Apply("PRelu", [layer.Weight("weight").Reshape(slopes.Slopes, 1, 1)]);

    /// <summary>x·(1 + erf(x/√2))/2, which has an operation of its own only in later operator sets; runtimes recognise it.</summary>
    private static OnnxValue Gelu(OnnxValue x)
    {
        OnnxValue scaled = x.Apply("Div", [x.Graph.Number(Math.Sqrt(2))]);
        OnnxValue doubled = scaled.Apply("Erf").Add(x.Graph.Number(1));
        return x.Multiply(doubled).Multiply(0.5);
    }
}

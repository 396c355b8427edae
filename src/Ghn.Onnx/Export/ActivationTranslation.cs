using Ghn.Networks;

namespace Ghn.Onnx;

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
        ActivationFunction.GeluByTanh => GeluByTanh(x),
        ActivationFunction.Mish => x.Multiply(x.Apply("Softplus").Apply("Tanh")),
        ActivationFunction.Softplus => x.Apply("Softplus"),
        _ => throw new NotSupportedException($"The function {function} has no counterpart in ONNX here."),
    };

    public static OnnxValue Activate(OnnxValue x, Elu unit) => unit.Scale == 1
        ? x.Apply("Elu", OnnxAttributes.Number("alpha", unit.Alpha))
        : x.Apply("Selu", OnnxAttributes.Number("alpha", unit.Alpha), OnnxAttributes.Number("gamma", unit.Scale));

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

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2.</summary>
    private static OnnxValue GeluByTanh(OnnxValue x)
    {
        OnnxValue cubic = x.Multiply(x.Multiply(x)).Multiply(0.044715);
        OnnxValue step = x.Add(cubic).Multiply(Math.Sqrt(2 / Math.PI)).Apply("Tanh");
        return x.Multiply(step.Add(x.Graph.Number(1))).Multiply(0.5);
    }
}

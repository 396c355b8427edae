using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>GELU, exact or by a hyperbolic tangent. Its operator came later than the operator set that files are written in.</summary>
internal sealed class GeluOperator() : Operator("Gelu")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["approximate"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        ActivationOperator.OfFunction(ActivationFunction.Gelu, Exact),
        ActivationOperator.OfFunction(ActivationFunction.GeluByTanh, ByTanh),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) => operation.Node.Text("approximate", "none") switch
    {
        "none" => new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.Gelu),
        "tanh" => new ActivationOperation(operation.Node, operation.Result, operation.Input(0), ActivationFunction.GeluByTanh),
        _ => operation,
    };

    /// <summary>x·(1 + erf(x/√2))/2; runtimes recognise it.</summary>
    private static OnnxValue Exact(OnnxValue x)
    {
        OnnxValue scaled = x.Apply("Div", [x.Graph.Number(Math.Sqrt(2))]);
        OnnxValue doubled = scaled.Apply("Erf").Add(x.Graph.Number(1));
        return x.Multiply(doubled).Multiply(0.5);
    }

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2.</summary>
    private static OnnxValue ByTanh(OnnxValue x)
    {
        OnnxValue cubic = x.Multiply(x.Multiply(x)).Multiply(0.044715);
        OnnxValue step = x.Add(cubic).Multiply(Math.Sqrt(2 / Math.PI)).Apply("Tanh");
        return x.Multiply(step.Add(x.Graph.Number(1))).Multiply(0.5);
    }
}

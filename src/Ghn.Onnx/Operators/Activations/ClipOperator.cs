using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>min(max(x, lower), upper), which is ReLU6 or ReLU for some bounds (a pass sees to that).</summary>
internal sealed class ClipOperator() : Operator("Clip")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["min", "max"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        ActivationOperator.OfFunction(ActivationFunction.Relu6, x => x.Apply("Clip", [x.Graph.Number(0), x.Graph.Number(6)])),
        LayerExporter.Of<Pointwise>(Export, pointwise => pointwise.Function == PointwiseFunction.Clip),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) => Bounds(operation) is var (min, max)
        ? ElementwiseLowering.Apply(network, operation, Pointwise.Clip(min, max))
        : throw operation.Node.Unsupported("its bounds are not known numbers");

    /// <summary>The bounds, infinite where there is none; null if one is not known.</summary>
    public static (double Min, double Max)? Bounds(NodeOperation clip)
    {
        (double none, double all) = (double.NegativeInfinity, double.PositiveInfinity);
        if (clip.Node.Version < 11)
        {
            return (clip.Node.Number("min", none), clip.Node.Number("max", all));
        }

        (Value? lower, Value? upper) = (clip.OptionalInput(1), clip.OptionalInput(2));
        double? min = lower is null ? none : lower.Scalar();
        double? max = upper is null ? all : upper.Scalar();
        return min is { } minimum && max is { } maximum ? (minimum, maximum) : null;
    }

    private static OnnxValue Export(LayerExport layer, Pointwise clip)
    {
        OnnxValue[] bounds = [.. ((double[])[clip.Alpha, clip.Beta]).Select(bound =>
            double.IsInfinity(bound) ? layer.Graph.Nothing : layer.Graph.Number(bound))];
        return layer.Input.Apply("Clip", double.IsInfinity(clip.Beta) ? bounds[..1] : bounds);
    }
}

using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Dropout: nothing, unless the model was exported for training.</summary>
internal sealed class DropoutOperator() : ElementwiseOperator("Dropout")
{
    private const int FirstForInference = 7;
    private const int FirstWithInputs = 12;
    private const double DefaultRatio = 0.5;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["ratio", "is_test"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["seed"] = "dropout is drawn anew",
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Dropout>((layer, _) => layer.Input),
        LayerExporter.Of<StochasticDepth>((layer, _) => layer.Input),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => Drops(node) ? null : [node.Input(0)];

    /// <inheritdoc/>
    protected override Layer LayerOf(OnnxNode node) => new Dropout(Ratio(node) ?? DefaultRatio);

    /// <summary>
    /// Whether a node drops anything: operator sets from 12 on have an input that says so, those below 7 an attribute that says the
    /// contrary, and those between drop nothing.
    /// </summary>
    private static bool Drops(OnnxNode node) => Ratio(node) is not 0 && (node.Version < FirstForInference
        ? node.Integer("is_test", 0) == 0
        : node.OptionalInput(2) is Constant { Numbers: [not 0] });

    private static double? Ratio(OnnxNode node) =>
        node.Version < FirstWithInputs ? node.Number("ratio", DefaultRatio) : node.OptionalInput(1) is { } ratio ? ratio.Scalar() : null;
}

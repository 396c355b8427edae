using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.ControlFlow;

/// <summary>An operator that is refused with advice: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="problem">What stands in the way.</param>
/// <param name="remedy">What to do about it.</param>
internal sealed class RefusedOperator(string name, string problem, string remedy) : Operator(name)
{
    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override bool IsRefused => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => throw node.Unsupported(problem, remedy);

    /// <summary>An operator that branches or loops.</summary>
    public static RefusedOperator OfControlFlow(string name) => new(
        name, "the graph branches or loops while it runs",
        "Export the model by tracing, for one size of image and without control flow.");
}

using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm of each map: of the result, only the shape is known.</summary>
internal sealed class GlobalLpPoolOperator() : PassedOverOperator(
    "GlobalLpPool", node => [.. node.Input(0).Shape.Select((size, axis) => axis < 2 ? size : 1)])
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["p"] = "which norm it is says nothing about the shape",
    };
}

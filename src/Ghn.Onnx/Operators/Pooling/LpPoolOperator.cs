using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm over a sliding window: of the result, only the shape is known.</summary>
internal sealed class LpPoolOperator() : PassedOverOperator("LpPool", SlidingWindow.PooledShape)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "kernel_shape", "ceil_mode"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["p"] = "which norm it is says nothing about the shape",
    };
}

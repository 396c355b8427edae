namespace Ghn.Onnx.Operators.Base;

/// <summary>Attributes of the first operator sets that say nothing about the result.</summary>
internal static class LegacyAttributes
{
    /// <summary>Which inputs may be overwritten.</summary>
    public static IReadOnlyDictionary<string, string> ConsumedInputs { get; } = new Dictionary<string, string>
    {
        ["consumed_inputs"] = "it only says which inputs may be overwritten",
    };
}

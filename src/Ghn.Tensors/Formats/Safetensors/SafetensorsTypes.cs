namespace Ghn.Tensors.Formats.Safetensors;

/// <summary>The names that safetensors gives to element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly string[] Names = ["F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U8", "BOOL"];

    /// <summary>The name of a type.</summary>
    public static string NameOf(ElementType type) => Names[(int)type];

    /// <summary>The type of a name, or null if it is none of ours.</summary>
    public static ElementType? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? (ElementType)index : null;
}

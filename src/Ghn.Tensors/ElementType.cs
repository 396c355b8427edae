namespace Ghn.Tensors;

/// <summary>The type of a tensor's elements. Computation happens in <see cref="Float32"/>; the others occur in files.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a single-precision number, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>A truth value, 1 byte.</summary>
    Bool,
}

/// <summary>Facts about the members of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>The number of bytes that one element takes.</summary>
    public static int ByteCount(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        _ => 1,
    };

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;
}

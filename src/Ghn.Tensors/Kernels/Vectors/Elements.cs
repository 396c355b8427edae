using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Vectors;

/// <summary>How elements of one type are read as float32, one, four or sixteen at a time.</summary>
internal unsafe interface IElements
{
    /// <summary>The number of bytes that one element takes.</summary>
    static abstract int ByteCount { get; }

    /// <summary>Reads one element.</summary>
    static abstract float Load(byte* address);

    /// <summary>Reads four elements.</summary>
    static abstract Vector128<float> Load4(byte* address);

    /// <summary>Reads sixteen elements.</summary>
    static abstract Vector512<float> Load16(byte* address);
}

/// <summary>Float32, as it is.</summary>
internal readonly unsafe struct Float32Elements : IElements
{
    /// <inheritdoc/>
    public static int ByteCount => sizeof(float);

    /// <inheritdoc/>
    public static float Load(byte* address) => *(float*)address;

    /// <inheritdoc/>
    public static Vector128<float> Load4(byte* address) => Vector128.Load((float*)address);

    /// <inheritdoc/>
    public static Vector512<float> Load16(byte* address) => Vector512.Load((float*)address);
}

/// <summary>Bfloat16: the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16Elements : IElements
{
    /// <inheritdoc/>
    public static int ByteCount => sizeof(ushort);

    /// <inheritdoc/>
    public static float Load(byte* address) => BitConverter.UInt32BitsToSingle((uint)*(ushort*)address << 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load4(byte* address) =>
        (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)address).AsUInt16()) << 16).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load16(byte* address)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Load((ushort*)address));
        return (Vector512.Create(lower, upper) << 16).AsSingle();
    }
}

/// <summary>
/// Float16. Shifted into place, its exponent is 112 too small for a float32, which one exact multiplication mends,
/// for subnormal numbers as well; infinities and NaN get the exponent that means so.
/// </summary>
internal readonly unsafe struct Float16Elements : IElements
{
    private const float Rebias = 5.192296858534828e33f; // 2¹¹²
    private const uint Magnitude = 0x7FFF;
    private const uint Infinity = 0x0F800000; // float16's infinity, shifted into place

    /// <inheritdoc/>
    public static int ByteCount => sizeof(ushort);

    /// <inheritdoc/>
    public static float Load(byte* address) => (float)*(Half*)address;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load4(byte* address)
    {
        Vector128<uint> half = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)address).AsUInt16());
        Vector128<uint> magnitude = (half & Vector128.Create(Magnitude)) << 13;
        Vector128<uint> value = (magnitude.AsSingle() * Rebias).AsUInt32();
        Vector128<uint> infinite = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(Infinity)) & Vector128.Create(0x7F800000u);
        return (value | infinite | ((half & ~Vector128.Create(Magnitude)) << 16)).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load16(byte* address)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Load((ushort*)address));
        Vector512<uint> half = Vector512.Create(lower, upper);
        Vector512<uint> magnitude = (half & Vector512.Create(Magnitude)) << 13;
        Vector512<uint> value = (magnitude.AsSingle() * Rebias).AsUInt32();
        Vector512<uint> infinite = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(Infinity)) & Vector512.Create(0x7F800000u);
        return (value | infinite | ((half & ~Vector512.Create(Magnitude)) << 16)).AsSingle();
    }
}

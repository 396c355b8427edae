using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ghn.Tensors;

/// <summary>
/// A dense, row-major array on the CPU: a shape, an element type, and a place in some memory.
/// Reshaping and slicing the leading dimension give views of the same memory; everything else is a kernel's work.
/// A tensor needs no disposing: its memory returns to the pool when the last view of it is collected.
/// Disposing returns it at once, for all views.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private readonly TensorMemory _memory;
    private readonly byte* _data;

    private Tensor(TensorMemory memory, byte* data, Shape shape, ElementType elementType)
    {
        _memory = memory;
        _data = data;
        Shape = shape;
        ElementType = elementType;
    }

    /// <summary>The sizes of the dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The number of elements.</summary>
    public long ElementCount => Shape.ElementCount;

    /// <summary>The number of bytes that the elements take.</summary>
    public long ByteCount => ElementCount * ElementType.ByteCount();

    /// <summary>
    /// The address of the first element, for kernels; valid while this tensor is reachable, so callers keep it alive.
    /// Not necessarily aligned when the tensor lies in a mapped file.
    /// </summary>
    public byte* Data => _data;

    /// <summary>
    /// The elements of a <see cref="ElementType.Float32"/> tensor. The span does not keep the tensor alive: whoever
    /// made the tensor holds it, by <c>using</c> or in a field, for as long as the span is in use.
    /// </summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<float> Values => Elements<float>(ElementType.Float32);

    /// <summary>The bytes of the elements from <paramref name="offset"/> on, at most <paramref name="count"/> of them.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new ReadOnlySpan<byte>(_data + offset, (int)Math.Min(count, ByteCount - offset));
    }

    /// <summary>A new tensor whose elements are undefined.</summary>
    public static Tensor Allocate(Shape shape, ElementType elementType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(shape);
        PooledMemory memory = PooledMemory.Rent(shape.ElementCount * elementType.ByteCount());
        return new Tensor(memory, memory.Pointer, shape, elementType);
    }

    /// <summary>A new tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, ElementType elementType = ElementType.Float32)
    {
        Tensor tensor = Allocate(shape, elementType);
        NativeMemory.Clear(tensor._data, (nuint)tensor.ByteCount);
        return tensor;
    }

    /// <summary>A new tensor that holds a copy of <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">There are not as many values as the shape has elements.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} values do not fill a tensor of shape {shape}.", nameof(values));
        }

        Tensor tensor = Allocate(shape, TypeOf<T>());
        values.CopyTo(tensor.Elements<T>(tensor.ElementType));
        return tensor;
    }

    /// <summary>A view of a part of <paramref name="memory"/>, which stays alive as long as the tensor does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part exceeds the memory.</exception>
    public static Tensor Over(TensorMemory memory, long byteOffset, Shape shape, ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            shape.ElementCount, (memory.ByteCount - byteOffset) / elementType.ByteCount(), nameof(shape));
        return new Tensor(memory, memory.Pointer + byteOffset, shape, elementType);
    }

    /// <summary>The elements as <typeparamref name="T"/>, which must be the .NET type of <see cref="ElementType"/>.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type, or more than a span can hold.</exception>
    public Span<T> Elements<T>()
        where T : unmanaged => Elements<T>(TypeOf<T>());

    /// <summary>The same elements under another shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ in their number of elements.</exception>
    public Tensor Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.ElementCount == ElementCount
            ? new Tensor(_memory, _data, shape, ElementType)
            : throw new ArgumentException($"A tensor of shape {Shape} cannot be seen as {shape}.", nameof(shape));
    }

    /// <summary>A view of <paramref name="count"/> entries of the leading dimension, from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The entries exceed the dimension.</exception>
    public Tensor Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Shape[0] - start);
        long entryBytes = Shape[0] == 0 ? 0 : ByteCount / Shape[0];
        return new Tensor(_memory, _data + (start * entryBytes), [count, .. Shape.Dimensions[1..]], ElementType);
    }

    /// <summary>Copies all elements to a tensor that is there already.</summary>
    /// <exception cref="ArgumentException">The other tensor has another shape or element type.</exception>
    public void CopyTo(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Shape != Shape || target.ElementType != ElementType)
        {
            throw new ArgumentException($"A tensor {this} cannot be copied to one that is {target}.", nameof(target));
        }

        NativeMemory.Copy(_data, target._data, (nuint)ByteCount);
        GC.KeepAlive(_memory);
        GC.KeepAlive(target._memory);
    }

    /// <summary>Returns the memory to where it came from; no view of it may be used afterwards.</summary>
    public void Dispose() => _memory.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{ElementType} {Shape}";

    private static ElementType TypeOf<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Single => ElementType.Float32,
        TypeCode.Double => ElementType.Float64,
        TypeCode.Int64 => ElementType.Int64,
        TypeCode.Int32 => ElementType.Int32,
        TypeCode.Int16 => ElementType.Int16,
        TypeCode.SByte => ElementType.Int8,
        TypeCode.Byte => ElementType.UInt8,
        TypeCode.Boolean => ElementType.Bool,
        _ when typeof(T) == typeof(Half) => ElementType.Float16,
        _ => throw new InvalidOperationException($"No tensor has elements of type {typeof(T).Name}."),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<T> Elements<T>(ElementType expected)
        where T : unmanaged
    {
        if (ElementType != expected || ElementCount > int.MaxValue)
        {
            throw new InvalidOperationException($"The elements of a tensor ({this}) cannot be seen as a span of {typeof(T).Name}.");
        }

        return new Span<T>(_data, (int)ElementCount);
    }
}

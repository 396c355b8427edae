using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors;

/// <summary>
/// A dense, row-major array on the CPU: a shape, an element type, and a place in some memory.
/// Reshaping and slicing the leading dimension give views of the same memory; everything else is a kernel's work.
/// A tensor needs no disposing: its memory returns to the pool when the last view of it is collected.
/// Disposing returns it at once, for all views; who touches their elements afterwards gets an <see cref="ObjectDisposedException"/>.
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
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public byte* Data
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            _memory.RequireUnreleased();
            return _data;
        }
    }

    /// <summary>
    /// The elements of a <see cref="ElementType.Float32"/> tensor. The span does not keep the tensor alive: whoever
    /// made the tensor holds it, by <c>using</c> or in a field, for as long as the span is in use.
    /// </summary>
    /// <exception cref="InvalidOperationException">The elements are of another type, or more than a span can hold.</exception>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public Span<float> Values => Elements<float>(ElementType.Float32);

    /// <summary>
    /// Some elements of a <see cref="ElementType.Float32"/> tensor, however many it has; as with <see cref="Values"/>, the span does
    /// not keep the tensor alive.
    /// </summary>
    /// <param name="start">The first element.</param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The elements exceed the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<float> ValuesAt(long start, int count)
    {
        if (ElementType != ElementType.Float32)
        {
            throw new InvalidOperationException($"The elements of a tensor ({this}) cannot be seen as a span of Single.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, ElementCount - count);
        return new Span<float>((float*)Data + start, count);
    }

    /// <summary>The bytes of the elements from <paramref name="offset"/> on, at most <paramref name="count"/> of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset lies outside the elements, or the count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ByteCount);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new ReadOnlySpan<byte>(Data + offset, (int)Math.Min(count, ByteCount - offset));
    }

    /// <summary>A new tensor whose elements are undefined.</summary>
    /// <exception cref="InsufficientMemoryException">There is not as much memory; nothing has changed.</exception>
    public static Tensor Allocate(Shape shape, ElementType elementType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long byteCount = checked(shape.ElementCount * elementType.ByteCount());
        try
        {
            PooledMemory memory = PooledMemory.Rent(byteCount);
            return new Tensor(memory, memory.Pointer, shape, elementType);
        }
        catch (OutOfMemoryException error)
        {
            throw new InsufficientMemoryException($"A tensor {elementType} {shape} takes {byteCount} bytes, which cannot be had.", error);
        }
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
    /// <exception cref="ObjectDisposedException">The memory has been released.</exception>
    public static Tensor Over(TensorMemory memory, long byteOffset, Shape shape, ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, memory.ByteCount);
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
            ? new Tensor(_memory, Data, shape, ElementType)
            : throw new ArgumentException($"A tensor of shape {Shape} cannot be seen as {shape}.", nameof(shape));
    }

    /// <summary>A view of <paramref name="count"/> entries of the leading dimension, from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The entries exceed the dimension.</exception>
    public Tensor Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int entries = Shape.Rank > 0 ? Shape[0] : throw new InvalidOperationException("A scalar has no dimension to slice.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, entries - start);
        long entryBytes = entries == 0 ? 0 : ByteCount / entries;
        return new Tensor(_memory, Data + (start * entryBytes), [count, .. Shape.Dimensions[1..]], ElementType);
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

        NativeMemory.Copy(Data, target.Data, (nuint)ByteCount);
        GC.KeepAlive(this);
        GC.KeepAlive(target);
    }

    /// <summary>
    /// Returns the memory to where it came from. Afterwards this tensor and all views of the memory keep their shapes, but refuse
    /// every access to elements.
    /// </summary>
    public void Dispose() => _memory.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{ElementType} {Shape}";

    /// <summary>The memory that the elements lie in.</summary>
    internal TensorMemory Memory => _memory;

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

        return new Span<T>(Data, (int)ElementCount);
    }
}

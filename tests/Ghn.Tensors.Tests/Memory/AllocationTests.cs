using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Tests;

/// <summary>Sizes that cannot be are refused before a byte is touched, and memory that cannot be had leaves all as it was.</summary>
public class AllocationTests
{
    [Fact]
    public void A_shape_with_too_many_elements_is_named()
    {
        string problem = Assert.Throws<ArgumentException>(() => Tensor.Allocate([1 << 30, 1 << 30, 4])).Message;
        Assert.StartsWith(
            "[1073741824, 1073741824, 4] is no shape of a tensor: it has more than 2⁵⁶ elements.", problem, StringComparison.Ordinal);
    }

    /// <summary>Against whole numbers without a limit.</summary>
    [Fact]
    public void Elements_and_bytes_are_counted_right_or_refused() => Prop.ForAll(
        Gen.Choose(0, 31).Two().Select(pair => (int)Math.Min(int.MaxValue, (1L << pair.Item1) + pair.Item2 - 15)).ListOf().ToArbitrary(),
        dimensions =>
        {
            BigInteger elements = 1;
            bool isPossible = true;
            foreach (int dimension in dimensions)
            {
                elements *= dimension;
                isPossible &= dimension >= 0 && elements <= BigInteger.Pow(2, 56);
            }

            try
            {
                var shape = Shape.Create([.. dimensions]);
                return isPossible && shape.ElementCount == elements && shape.ElementCount * ElementType.Float64.ByteCount() == 8 * elements;
            }
            catch (ArgumentException)
            {
                return !isPossible;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Memory_that_cannot_be_had_is_an_error_that_changes_nothing()
    {
        using Tensor before = Tensor.From<float>([1, 2, 3], [3]);
        string problem = Assert.Throws<InsufficientMemoryException>(() => Tensor.Allocate([1 << 28, 1 << 28])).Message;
        Assert.Equal("A tensor Float32 268435456×268435456 takes 288230376151711744 bytes, which cannot be had.", problem);
        Assert.IsAssignableFrom<OutOfMemoryException>(Record.Exception(() => Tensor.Zeros([1 << 28, 1 << 28])));
        using Tensor after = Tensor.Zeros([3]);
        before.CopyTo(after);
        Assert.Equal([1, 2, 3], after.Values.ToArray());
    }

    [Fact]
    public void A_packing_buffer_serves_again_after_it_could_not_grow()
    {
        var buffer = new PackingBuffer();
        unsafe
        {
            buffer.Reserve(100)[99] = 1;
            Assert.ThrowsAny<OutOfMemoryException>(() => (nint)buffer.Reserve(1L << 55));
            Assert.Throws<OverflowException>(() => (nint)buffer.Reserve(1L << 62));
            Assert.Throws<ArgumentOutOfRangeException>(() => (nint)buffer.Reserve(-1));
            buffer.Reserve(50)[49] = 1;
        }
    }

    /// <summary>Sizes whose planes, strides or kernels would be counted beyond 32 bits.</summary>
    [Theory]
    [InlineData(1, 20_000, 1, 1)]
    [InlineData(1, 1 << 30, 1, 1)]
    [InlineData(int.MaxValue, 0, 1, 1)]
    [InlineData(1, 0, int.MaxValue, 1)]
    [InlineData(1, 0, 1, 70_000)]
    public void A_convolution_too_large_to_count_is_refused(int size, int padding, int stride, int kernel)
    {
        using Tensor any = Tensor.Zeros([1]);
        var geometry = new ConvolutionGeometry(1, 1, size, size, 1, kernel, kernel, stride, stride, padding, padding, 1, 1, 1);
        string problem = Assert.Throws<ArgumentException>(() => Convolution2d.Forward(geometry, any, any, null, any)).Message;
        Assert.EndsWith("is too large: a channel with its padding has at most 100000000 elements.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_stay_within_their_memory()
    {
        using Tensor tensor = Tensor.Zeros([3, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Slice(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Slice(1, int.MaxValue));
        Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([]).Slice(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Bytes(25, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Bytes(0, -1).Length);
        Assert.Equal(4, tensor.Bytes(20, 100).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Over(tensor.Memory, 8, [5], ElementType.Float32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Over(tensor.Memory, 26, [0], ElementType.Float32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Over(tensor.Memory, long.MaxValue, [1], ElementType.Float32));
        Assert.Equal(4, Tensor.Over(tensor.Memory, 8, [4], ElementType.Float32).ElementCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData((4 << 20) - 1)]
    [InlineData(4 << 20)]
    [InlineData((12 << 20) + 5)]
    public void A_file_in_memory_is_the_file(int byteCount)
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = new byte[byteCount];
            new Random(byteCount).NextBytes(bytes);
            File.WriteAllBytes(path, bytes);
            using TensorMemory read = FileMemory.Open(path);
            using MappedMemory mapped = MappedMemory.Open(path);
            Assert.IsType<PooledMemory>(read);
            foreach (TensorMemory memory in (TensorMemory[])[read, mapped])
            {
                Assert.Equal(byteCount, memory.ByteCount);
                Assert.True(Tensor.Over(memory, 0, [byteCount], ElementType.UInt8).Elements<byte>().SequenceEqual(bytes));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}

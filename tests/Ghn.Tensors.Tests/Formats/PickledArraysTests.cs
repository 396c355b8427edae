using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Numpy;
using Ghn.Tensors.Formats.Pickle;

namespace Ghn.Tensors.Tests.Formats;

public class PickledArraysTests
{
    [Fact]
    public void An_array_is_read_whichever_dimension_varies_fastest()
    {
        IReadOnlyDictionary<string, object?> rows = Read(Array("u1", "|", isFortranOrder: false, [1, 2, 3, 4, 5, 6], 2, 3));
        IReadOnlyDictionary<string, object?> columns = Read(Array("u1", "|", isFortranOrder: true, [1, 4, 2, 5, 3, 6], 2, 3));

        foreach (IReadOnlyDictionary<string, object?> content in (IReadOnlyDictionary<string, object?>[])[rows, columns])
        {
            Tensor array = Assert.IsType<Tensor>(content["a"]);
            Assert.Equal([2, 3], array.Shape.Dimensions.ToArray());
            Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, array.Elements<byte>().ToArray());
        }
    }

    [Fact]
    public void Elements_of_several_bytes_are_read_in_the_order_of_the_machine()
    {
        Tensor array = Assert.IsType<Tensor>(Read(Array("i4", "<", isFortranOrder: false, [1, 1, 0, 0, 255, 255, 255, 255], 2))["a"]);

        Tensor reversed = Assert.IsType<Tensor>(Read(Array("i4", ">", isFortranOrder: false, [0, 0, 1, 1, 255, 255, 255, 255], 2))["a"]);

        Assert.Equal(new[] { 257, -1 }, array.Elements<int>().ToArray());
        Assert.Equal(new[] { 257, -1 }, reversed.Elements<int>().ToArray());
        Assert.Contains("complex", Refusal(Array("c8", "<", isFortranOrder: false, new byte[8], 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i8", "<", new byte[] { 254, 255, 255, 255, 255, 255, 255, 255 }, -2L)]
    [InlineData("i4", ">", new byte[] { 0, 0, 1, 2 }, 258L)]
    [InlineData("u2", "<", new byte[] { 255, 255 }, 65535L)]
    [InlineData("b1", "|", new byte[] { 1 }, true)]
    [InlineData("f8", "<", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f }, 1.5)]
    [InlineData("f2", "<", new byte[] { 0, 0xc0 }, -2.0)]
    [InlineData("M8", "<", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "numpy.core.multiarray.scalar")]
    public void A_number_by_itself_is_read(string type, string byteOrder, byte[] data, object expected)
    {
        PickleBytes pickle = new PickleBytes().Add(PickleOpcode.EmptyDict).Text("a");
        pickle.Global("numpy.core.multiarray", "scalar").Add(PickleOpcode.Mark).Global("numpy", "dtype").Add(PickleOpcode.Mark).Text(type);
        pickle.Add(PickleOpcode.NewFalse, PickleOpcode.NewTrue, PickleOpcode.Tuple, PickleOpcode.Reduce);
        pickle.Add(PickleOpcode.Mark).Integer(3).Text(byteOrder).Add(PickleOpcode.Tuple, PickleOpcode.Build);
        pickle.Add(PickleOpcode.ShortBinBytes).Raw((byte)data.Length).Raw(data).Add(PickleOpcode.Tuple, PickleOpcode.Reduce);

        Assert.Equal(expected, Read(pickle.Add(PickleOpcode.SetItem).Stop())["a"]);
    }

    [Fact]
    public void An_array_that_reaches_beyond_its_data_is_refused()
    {
        Assert.Contains("it reaches to element 6 of a storage of 6", Refusal(Bytes(7)), StringComparison.Ordinal);
        Assert.Contains("no tensor has sizes", Refusal(Bytes(long.MaxValue, 3)), StringComparison.Ordinal);
        Assert.Contains("the state of an array", Refusal(Bytes(-1)), StringComparison.Ordinal);

        static byte[] Bytes(params long[] shape) => Array("u1", "|", isFortranOrder: false, new byte[6], shape);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("numpy.core.multiarray", "fromfile")]
    public void Functions_that_make_no_array_are_refused_by_name(string module, string function)
    {
        PickleBytes pickle = new PickleBytes().Global(module, function).Add(PickleOpcode.Mark).Text("x");
        pickle.Add(PickleOpcode.Tuple, PickleOpcode.Reduce);

        Assert.Contains($"the file wants {module}.{function}", Refusal(pickle.Stop()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_dictionary_is_refused()
    {
        byte[] pickle = new PickleBytes().Integer(3).Stop();

        Assert.Contains("the file holds an integer, not a dictionary of arrays", Refusal(pickle), StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, object?> Read(byte[] pickle) =>
        PickledArrays.Read(new MemoryStream(pickle), "arrays.pickle");

    private static string Refusal(byte[] pickle)
    {
        string message = Assert.Throws<InvalidFileException>(() => Read(pickle)).Message;
        Assert.StartsWith("arrays.pickle", message, StringComparison.Ordinal);
        return message;
    }

    /// <summary>A dictionary with one array, as NumPy describes it.</summary>
    private static byte[] Array(string type, string byteOrder, bool isFortranOrder, byte[] data, params long[] shape)
    {
        PickleBytes pickle = new PickleBytes().Add(PickleOpcode.EmptyDict).Text("a");
        pickle.Global("numpy.core.multiarray", "_reconstruct").Add(PickleOpcode.Mark).Global("numpy", "ndarray").Tuple(0).Text("b");
        pickle.Add(PickleOpcode.Tuple, PickleOpcode.Reduce).Add(PickleOpcode.Mark).Integer(1).Tuple(shape);
        pickle.Global("numpy", "dtype").Add(PickleOpcode.Mark).Text(type).Add(PickleOpcode.NewFalse, PickleOpcode.NewTrue);
        pickle.Add(PickleOpcode.Tuple, PickleOpcode.Reduce).Add(PickleOpcode.Mark).Integer(3).Text(byteOrder);
        pickle.Add(PickleOpcode.Tuple, PickleOpcode.Build);
        pickle.Add(isFortranOrder ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
        pickle.Add(PickleOpcode.ShortBinBytes).Raw((byte)data.Length).Raw(data);
        return pickle.Add(PickleOpcode.Tuple, PickleOpcode.Build, PickleOpcode.SetItem).Stop();
    }
}

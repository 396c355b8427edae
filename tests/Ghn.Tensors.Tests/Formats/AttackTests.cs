using System.IO.Compression;
using System.Text;
using Ghn.Tensors.Formats.Pickle;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Files that were made to do harm: each is refused with a message that says why.</summary>
public class AttackTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "set")]
    [InlineData("torch", "load")]
    [InlineData("torch.serialization", "load")]
    [InlineData("collections", "OrderedDict.__init__")]
    public void Functions_that_weights_do_not_need_are_refused_by_name(string module, string name)
    {
        byte[] byGlobal = new PickleBytes().Global(module, name).Text("echo").Add(PickleOpcode.Tuple1, PickleOpcode.Reduce).Stop();
        byte[] byStack = new PickleBytes().Text(module).Text(name).Add(PickleOpcode.StackGlobal).Stop();

        Assert.Contains($"{module}.{name}", Refusal(byGlobal), StringComparison.Ordinal);
        Assert.Contains($"{module}.{name}", Refusal(byStack), StringComparison.Ordinal);
        Assert.Contains($"{module}.{name}", Refusal(Archive(byGlobal)), StringComparison.Ordinal);
        Assert.Contains($"{module}.{name}", Refusal(Zlib(byGlobal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_on_the_list_gets_no_other_arguments_than_PyTorch_s()
    {
        foreach (string name in (string[])["_rebuild_tensor_v2", "_rebuild_parameter"])
        {
            Refusal(new PickleBytes().Global("torch._utils", name).Add(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).Stop());
        }

        Refusal(new PickleBytes().Global("torch", "FloatStorage").Add(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).Stop());
        Refusal(new PickleBytes().Global("torch", "Size").Text("x").Add(PickleOpcode.Tuple1, PickleOpcode.Reduce).Stop());
        Refusal(new PickleBytes().Global("torch", "device").Integer(1).Add(PickleOpcode.Tuple1, PickleOpcode.Reduce).Stop());
    }

    [Theory]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 })]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 })]
    [InlineData(4, -1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 2 }, new long[] { -1 })]
    [InlineData(4, 0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(4, long.MaxValue, new long[] { 1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 1L << 31, 1L << 31, 4 }, new long[] { 0, 0, 1 })]
    [InlineData(4, 0, new long[] { 1L << 20, 1L << 20 }, new long[] { 0, 0 })]
    [InlineData(4, 0, new long[] { 1L << 62, 4 }, new long[] { 4, 1 })]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 1 })]
    [InlineData(1L << 61, 0, new long[] { 4 }, new long[] { 1 })]
    [InlineData(-1, 0, new long[] { 4 }, new long[] { 1 })]
    public void Tensors_outside_their_storage_or_of_impossible_shape_are_refused(long count, long offset, long[] sizes, long[] strides)
    {
        byte[] pickle = StateDict(new PickleBytes().Tensor(count, offset, sizes, strides, "FloatStorage"));

        Refusal(Archive(pickle, storage: new byte[16]));
    }

    [Fact]
    public void Copies_of_rearranged_tensors_may_not_outgrow_the_file()
    {
        PickleBytes pickle = new PickleBytes().Add(PickleOpcode.EmptyDict, PickleOpcode.Mark);
        for (int i = 0; i < 1000; i++)
        {
            pickle.Text($"{i}").Tensor(10_000, 0, [100, 100], [1, 100]);
        }

        string message = Refusal(Archive(pickle.Add(PickleOpcode.SetItems).Stop(), storage: new byte[40_000]));

        Assert.Contains("rearranged", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_cyclic_values_neither_overflow_the_stack_nor_hang_nor_keep_the_weights_from_being_read()
    {
        static PickleBytes Deep()
        {
            var deep = new PickleBytes();
            for (int i = 0; i < 200_000; i++)
            {
                deep.Add(PickleOpcode.EmptyList);
            }

            for (int i = 1; i < 200_000; i++)
            {
                deep.Add(PickleOpcode.Append);
            }

            return deep;
        }

        var cyclic = new PickleBytes().Add(PickleOpcode.EmptyList).Raw((byte)PickleOpcode.BinPut, 0, (byte)PickleOpcode.BinGet, 0);

        Refusal(Deep().Stop());
        object? within = ReadBeside(Deep());
        int depth = 0;
        while (within is IReadOnlyList<object?> list)
        {
            (within, depth) = (list.Single(), depth + 1);
        }

        Assert.Equal((65, "values that nest more than 64 deep"), (depth, within));
        IReadOnlyList<object?> loop = Assert.IsAssignableFrom<IReadOnlyList<object?>>(ReadBeside(cyclic.Add(PickleOpcode.Append)));
        Assert.Equal("a value that holds itself", loop.Single());
    }

    [Fact]
    public void Lists_that_hold_themselves_many_times_are_read_once()
    {
        var cyclic = new PickleBytes().Add(PickleOpcode.EmptyList).Raw((byte)PickleOpcode.BinPut, 0);
        for (int i = 0; i < 100; i++)
        {
            cyclic.Raw((byte)PickleOpcode.BinGet, 0).Add(PickleOpcode.Append);
        }

        Assert.Equal(100, Assert.IsAssignableFrom<IReadOnlyList<object?>>(ReadBeside(cyclic)).Count);
    }

    [Fact]
    public void A_tensor_beside_the_weights_with_more_sizes_than_strides_is_left_out()
    {
        PickleBytes list = new PickleBytes().Add(PickleOpcode.EmptyList).Tensor(1, 0, [1, 1], [1]).Add(PickleOpcode.Append);
        IReadOnlyList<object?> read = Assert.IsAssignableFrom<IReadOnlyList<object?>>(ReadBeside(list));
        Assert.Equal("a tensor whose elements do not lie in order", read.Single());
    }

    [Fact]
    public void Lists_of_lists_of_lists_do_not_multiply()
    {
        PickleBytes laughs = new PickleBytes().Add(PickleOpcode.EmptyList);
        for (int i = 0; i < 60; i++)
        {
            laughs.Add(PickleOpcode.Dup, PickleOpcode.Tuple2);
        }

        string message = Refusal(Archive(Beside(laughs), storage: new byte[4]));

        Assert.Contains("too many values", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_of_nothing_but_small_objects_is_stopped_early()
    {
        byte[] lists = [0x80, 4, .. Enumerable.Repeat((byte)PickleOpcode.EmptyList, 10_000_000)];

        Assert.Contains("small objects", Refusal(lists), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stack_and_the_memo_cannot_be_read_before_they_are_written()
    {
        Refusal(new PickleBytes().Add(PickleOpcode.Pop).Stop());
        Refusal(new PickleBytes().Add(PickleOpcode.PopMark).Stop());
        Refusal(new PickleBytes().Add(PickleOpcode.EmptyList, PickleOpcode.Mark, PickleOpcode.Tuple1).Stop());
        Refusal(new PickleBytes().Raw((byte)PickleOpcode.BinGet, 7).Stop());
        Refusal(new PickleBytes().Add(PickleOpcode.EmptyDict, PickleOpcode.Mark, PickleOpcode.None, PickleOpcode.SetItems).Stop());
        Refusal(new PickleBytes().Add(PickleOpcode.EmptyDict, PickleOpcode.EmptyList, PickleOpcode.None, PickleOpcode.SetItem).Stop());
    }

    [Theory]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(1L << 31)]
    public void Strings_that_claim_exbibytes_allocate_nothing(long claim)
    {
        foreach (PickleOpcode code in (PickleOpcode[])[PickleOpcode.BinBytes8, PickleOpcode.BinUnicode8, PickleOpcode.ByteArray8])
        {
            byte[] pickle = new PickleBytes().Add(code).Raw(BitConverter.GetBytes(claim)).Raw(1, 2, 3).Stop();
            Refusal(pickle);
            Refusal(Zlib(pickle));
        }
    }

    [Fact]
    public void A_bomb_of_compressed_zeros_is_given_up()
    {
        byte[] header = new PickleBytes().Add(PickleOpcode.BinBytes8).Raw(BitConverter.GetBytes(300L << 20)).Stop();
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(header.AsSpan(0, header.Length - 1));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++)
            {
                zlib.Write(zeros);
            }
        }

        Assert.Contains("decompressed bytes", Refusal(file.ToArray(), nativeBytes: 128L << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_speak_to_the_terminal_or_flood_it()
    {
        byte[] escape = new PickleBytes().Global("os", "\u001b[2J").Stop();
        byte[] flood = StateDict(new PickleBytes().Tensor(4, 0, [5], [1]), name: new string('x', 100_000));

        Assert.DoesNotContain('\u001b', Refusal(escape));
        Assert.Contains("xxx…", Refusal(Archive(flood, storage: new byte[16])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BZh91AY", "bz2")]
    [InlineData("\u00fd7zXZ\0", "xz")]
    [InlineData("]\0\0\u0080\0", "lzma")]
    [InlineData("\u0004\"M\u0018", "lz4")]
    public void Compressions_that_are_not_supported_are_named(string start, string name) =>
        Assert.Contains(name, Refusal(Encoding.Latin1.GetBytes(start + "........")), StringComparison.Ordinal);

    private static byte[] StateDict(PickleBytes value, string name = "w") =>
    [
        0x80, 4, (byte)PickleOpcode.EmptyDict,
        .. new PickleBytes().Text(name).Stop()[2..^1],
        .. value.Add(PickleOpcode.SetItem).Stop()[2..],
    ];

    /// <summary>A value beside a good tensor.</summary>
    private static byte[] Beside(PickleBytes value) =>
    [
        0x80, 4, (byte)PickleOpcode.EmptyDict,
        .. new PickleBytes().Text("w").Tensor(1, 0, [1], [1]).Add(PickleOpcode.SetItem).Text("config").Stop()[2..^1],
        .. value.Stop()[2..^1],
        (byte)PickleOpcode.SetItem,
        (byte)PickleOpcode.Stop,
    ];

    /// <summary>What becomes of a value beside a good tensor, which is read.</summary>
    private static object? ReadBeside(PickleBytes value)
    {
        using Checkpoint checkpoint = TorchArchive.Read(Archive(Beside(value), storage: new byte[4]));
        Assert.Equal(["w"], checkpoint.Tensors.Names);
        return checkpoint.Content["config"];
    }

    private static byte[] Archive(byte[] pickle, byte[]? storage = null)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in (IEnumerable<(string, byte[])>)[("data.pkl", pickle), ("data/0", storage ?? [])])
            {
                using Stream entry = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return file.ToArray();
    }

    private static byte[] Zlib(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, CompressionMode.Compress, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return file.ToArray();
    }

    private static string Refusal(byte[] file, long nativeBytes = 2 << 20) => Refused.Message(file, nativeBytes);
}

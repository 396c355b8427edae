using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Pickle;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Tensors that are more than a plain view: negated, expanded, transposed, of kinds that are not supported, of 2017.</summary>
public class TensorKindTests
{
    /// <summary>PyTorch 1.13 writes no such metadata; the pickle is that of PyTorch 2.</summary>
    [Theory]
    [InlineData("FloatStorage", new long[] { 3 }, new long[] { 1 })]
    [InlineData("FloatStorage", new long[0], new long[0])]
    [InlineData("IntStorage", new long[] { 3 }, new long[] { 1 })]
    public void A_sign_that_is_still_to_be_changed_is_changed(string storage, long[] sizes, long[] strides)
    {
        byte[] elements = storage == "FloatStorage" ? Bytes<float>([1, -2, 3]) : Bytes<int>([1, -2, 3]);
        using Checkpoint file = TorchArchive.Read(TorchArchive.OfEntry("w", Tensor(storage, sizes, strides, "neg"), elements));

        Tensor tensor = file.Tensors["w"];
        double[] values = tensor.ElementType == ElementType.Float32
            ? [.. tensor.Elements<float>().ToArray().Select(value => (double)value)]
            : [.. tensor.Elements<int>().ToArray().Select(value => (double)value)];
        Assert.Equal(new double[] { -1, 2, -3 }.Take(values.Length), values);
        Assert.Equal(sizes.Length == 0 ? 1 : 3, values.Length);
    }

    [Fact]
    public void A_conjugate_is_refused_by_name()
    {
        byte[] file = TorchArchive.OfEntry("phase", Tensor("ComplexFloatStorage", [1], [1], "conj"), new byte[8]);

        string message = Assert.Throws<InvalidFileException>(() => TorchArchive.Read(file)).Message;
        Assert.Contains("tensor phase: it is the conjugate of complex numbers", message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void What_cannot_be_read_is_named_and_the_rest_is_read()
    {
        using var files = new Files();
        Run(files, """
            x = torch.ones(2)
            torch.save({"c": torch.zeros(2, dtype=torch.complex64), "x": x}, sys.argv[1] + "/complex.pt")
            torch.save({"c": torch.zeros(2, dtype=torch.complex64), "x": x}, sys.argv[1] + "/legacy.pt",
                       _use_new_zipfile_serialization=False)
            torch.save({"q": torch.quantize_per_tensor(x, 0.1, 3, torch.qint8), "x": x}, sys.argv[1] + "/quantised.pt")
            torch.save({"s": torch.eye(3).to_sparse(), "x": x}, sys.argv[1] + "/sparse.pt")
            """);

        AssertUnread("complex.pt", "c", "complex64");
        AssertUnread("legacy.pt", "c", "complex64");
        AssertUnread("quantised.pt", "q", "quantised");
        AssertUnread("sparse.pt", "s", "sparse");

        void AssertUnread(string file, string name, string reason)
        {
            using Checkpoint checkpoint = StateDictFile.Load(files[file]);
            Assert.Equal(["x"], checkpoint.Tensors.Names);
            Assert.Equal([1f, 1f], checkpoint.Tensors["x"].Values.ToArray());
            Assert.Contains(reason, checkpoint.Unread[name], StringComparison.Ordinal);
        }
    }

    [TorchFact]
    public void Expanded_and_transposed_tensors_are_copied_within_reason()
    {
        using var files = new Files();
        Run(files, """
            w = torch.arange(700 * 700.).reshape(700, 700)
            torch.save({"w": torch.full((1,), 3.).expand(1, 1, 1024, 1024)}, sys.argv[1] + "/expanded.pt")
            torch.save({name: w.t() for name in "abcd"}, sys.argv[1] + "/transposed.pt")
            """);

        using Checkpoint expanded = StateDictFile.Load(files["expanded.pt"]);
        using Checkpoint transposed = StateDictFile.Load(files["transposed.pt"]);
        Assert.Equal([1, 1, 1024, 1024], expanded.Tensors["w"].Shape);
        Assert.False(expanded.Tensors["w"].Values.ContainsAnyExcept(3f));
        Assert.All(transposed.Tensors, entry => Assert.Equal(700f * 2 + 1, entry.Value.Values[702]));
    }

    /// <summary>
    /// PyTorch before 0.4: tensors by another function, parameters as objects; what torch.load makes of it is the oracle.
    /// </summary>
    [TorchFact]
    public void Files_of_2017_are_read()
    {
        using var files = new Files();
        string output = Run(files, """
            import collections, copyreg, pickle, types
            from torch.nn.parameter import Parameter

            class Pickler(pickle.Pickler):
                def reducer_override(self, value):
                    if isinstance(value, Parameter):
                        return copyreg.__newobj__, (Parameter, value.data), (True, False, collections.OrderedDict())
                    if isinstance(value, torch.Tensor):
                        return torch._utils._rebuild_tensor, (value.storage(), value.storage_offset(), tuple(value.size()), value.stride())
                    return NotImplemented

            old = types.ModuleType("old")
            old.Pickler, old.dump, old.dumps = Pickler, (lambda value, file, protocol: Pickler(file, protocol).dump(value)), pickle.dumps
            state = collections.OrderedDict(w=Parameter(torch.randn(3, 4)), b=torch.randn(5)[1:], t=torch.randn(2, 3).t())
            torch.save(state, sys.argv[1] + "/old.pth", pickle_module=old, _use_new_zipfile_serialization=False)
            describe({name: value.detach() for name, value in torch.load(sys.argv[1] + "/old.pth").items()})
            """);

        using Checkpoint checkpoint = StateDictFile.Load(files["old.pth"]);
        Assert.Equal(Fixture.ReadFacts(output), TensorFacts.Of(checkpoint.Tensors));
    }

    /// <summary>As after <c>torch.serialization.set_crc32_options(False)</c>.</summary>
    [Fact]
    public void Archives_without_checksums_are_read_and_those_with_wrong_ones_refused()
    {
        byte[] file = TorchArchive.OfEntry("w", new PickleBytes().Tensor(1, 0, [1], [1]), Bytes<float>([7]));
        byte[] wrong = [.. file];
        foreach (int place in Places(file, [0x50, 0x4b, 1, 2]))
        {
            file.AsSpan(place + 16, 4).Clear();
            wrong[place + 16] ^= 1;
        }

        using Checkpoint checkpoint = TorchArchive.Read(file);
        Assert.Equal(7f, checkpoint.Tensors["w"].Values[0]);
        Assert.Contains("checksum", Assert.Throws<InvalidFileException>(() => TorchArchive.Read(wrong)).Message, StringComparison.Ordinal);
    }

    private static int[] Places(byte[] bytes, byte[] mark) =>
        [.. Enumerable.Range(0, bytes.Length - mark.Length).Where(place => bytes.AsSpan(place, mark.Length).SequenceEqual(mark))];

    private static PickleBytes Tensor(string storage, long[] sizes, long[] strides, string pending)
    {
        PickleBytes pickle = new PickleBytes().Global("torch._utils", "_rebuild_tensor_v2").Add(PickleOpcode.Mark);
        pickle.Add(PickleOpcode.Mark).Text("storage").Global("torch", storage).Text("0").Text("cpu").Integer(
            sizes.Length == 0 ? 1 : sizes[0]);
        pickle.Add(PickleOpcode.Tuple, PickleOpcode.BinPersId).Integer(0).Tuple(sizes).Tuple(strides).Add(
            PickleOpcode.NewFalse, PickleOpcode.None);
        pickle.Add(PickleOpcode.EmptyDict).Text(pending).Add(PickleOpcode.NewTrue, PickleOpcode.SetItem);
        return pickle.Add(PickleOpcode.Tuple, PickleOpcode.Reduce);
    }

    private static byte[] Bytes<T>(T[] elements)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();

    private static string Run(Files files, string script)
    {
        (int exitCode, string output) = Python.Run(TorchTests.Describe + script, files.Folder);
        Assert.True(exitCode == 0, output);
        return output;
    }
}

using Ghn.Tensors.Formats;

namespace Ghn.Tensors.Tests.Formats;

public class FixtureTests
{
    [Theory]
    [InlineData("checkpoint.pt", FileFormat.TorchZip)]
    [InlineData("checkpoint_legacy.pt", FileFormat.TorchLegacy)]
    [InlineData("state.pickle", FileFormat.Joblib)]
    [InlineData("state.pickle.zlib", FileFormat.Joblib)]
    [InlineData("state.pickle.gz", FileFormat.Joblib)]
    public void Tensors_of_every_type_and_any_strides_have_PyTorch_s_elements(string file, FileFormat format)
    {
        using Checkpoint checkpoint = StateDictFile.Load(Fixture.PathOf(file));

        Assert.Equal(format, checkpoint.Format);
        Assert.Equal(Fixture.Facts, TensorFacts.Of(checkpoint.Tensors));
    }

    [Theory]
    [InlineData("arrays.npz")]
    [InlineData("arrays_compressed.npz")]
    public void NumPy_archives_hold_the_same_elements_compressed_or_not(string file)
    {
        using Checkpoint checkpoint = StateDictFile.Load(Fixture.PathOf(file));

        Assert.Equal(FileFormat.Npz, checkpoint.Format);
        Assert.Equal(Fixture.Facts.Where(fact => fact.Name != "bfloat"), TensorFacts.Of(checkpoint.Tensors));
    }

    [Fact]
    public void An_array_in_Fortran_s_order_arrives_in_C_s()
    {
        using Checkpoint checkpoint = StateDictFile.Load(Fixture.PathOf("array.npy"));

        TensorFacts expected = Fixture.Facts.Single(fact => fact.Name == "transposed");
        Assert.Equal(expected with { Name = Checkpoint.SingleTensorName }, Assert.Single(TensorFacts.Of(checkpoint.Tensors)));
    }

    [Theory]
    [InlineData("checkpoint.pt")]
    [InlineData("checkpoint_legacy.pt")]
    public void What_stands_beside_the_state_dict_arrives_as_plain_values(string file)
    {
        using Checkpoint checkpoint = StateDictFile.Load(Fixture.PathOf(file));

        var config = Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(checkpoint.Content["config"]);
        Assert.Equal("small", config["name"]);
        Assert.Equal(new object?[] { 1L, 2L }, config["layers"]);
        Assert.Equal(0.5, config["rate"]);
        Assert.Equal(1L << 40, config["seed"]);
        Assert.Equal("1208925819614629174706176", config["huge"]);
        Assert.Null(config["path"]);
        Assert.Equal("cuda:1", config["device"]);
        Assert.Equal("torch.float32", checkpoint.Content["dtype"]);
        Assert.Equal(new object?[] { 2L, 3L }, checkpoint.Content["size"]);
        Assert.Equal("seven", checkpoint.Content["7"]);
    }

    [Fact]
    public void An_optimizer_s_state_keeps_its_tensors()
    {
        using Checkpoint checkpoint = StateDictFile.Load(Fixture.PathOf("checkpoint.pt"));

        var optimizer = (IReadOnlyDictionary<string, object?>)checkpoint.Content["optimizer"]!;
        var state = (IReadOnlyDictionary<string, object?>)optimizer["state"]!;
        var first = (IReadOnlyDictionary<string, object?>)state["0"]!;
        Assert.Equal(Enumerable.Repeat(1f, 7), Assert.IsType<Tensor>(first["momentum_buffer"]).Values.ToArray());
    }

    [Fact]
    public unsafe void Tensors_of_a_file_are_views_of_it()
    {
        string path = Golden.PathOf("ghn3_micro.pt");
        using Checkpoint checkpoint = StateDictFile.Load(path);

        long before = GC.GetAllocatedBytesForCurrentThread();
        using Checkpoint again = StateDictFile.Load(path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
        (nint Start, nint End)[] places =
            [.. again.Tensors.Select(entry => ((nint)entry.Value.Data, (nint)(entry.Value.Data + entry.Value.ByteCount)))];
        Assert.InRange(places.Max(place => place.End) - places.Min(place => place.Start), 1, (nint)new FileInfo(path).Length);
    }
}

using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Models in several files, read by their index as one.</summary>
public class ShardTests
{
    [Fact]
    public void Shards_are_read_as_one_in_the_order_of_the_index()
    {
        using var files = new Files();
        Write(files, "a.safetensors", "x", "z");
        Write(files, "b.safetensors", "y");
        Index(files, ("z", "a.safetensors"), ("y", "b.safetensors"), ("x", "a.safetensors"));

        using Checkpoint whole = StateDictFile.Load(files["model.safetensors.index.json"]);
        Assert.Equal(["z", "y", "x"], whole.Tensors.Names);
        Assert.Equal(["a.safetensors", "b.safetensors"], whole.Shards);
        Assert.All(whole.Tensors, entry => Assert.Equal([entry.Key[0], 1f], entry.Value.Values.ToArray()));
    }

    [TorchFact]
    public void Shards_of_PyTorch_are_read()
    {
        using var files = new Files();
        (int exitCode, string output) = Python.Run(TorchTests.Describe + """
            state = {f"layer{i}.weight": torch.randn(3, i + 1) for i in range(4)}
            names = list(state)
            for part, keys in enumerate([names[:2], names[2:]]):
                torch.save({key: state[key] for key in keys}, f"{sys.argv[1]}/pytorch_model-0000{part + 1}-of-00002.bin")
            index = {"metadata": {"total_size": 120},
                     "weight_map": {name: f"pytorch_model-0000{1 + i // 2}-of-00002.bin" for i, name in enumerate(names)}}
            json.dump(index, open(f"{sys.argv[1]}/pytorch_model.bin.index.json", "w"), indent=2)
            describe(state)
            """, files.Folder);
        Assert.True(exitCode == 0, output);

        using Checkpoint whole = StateDictFile.Load(files["pytorch_model.bin.index.json"]);
        Assert.Equal(Fixture.ReadFacts(output), TensorFacts.Of(whole.Tensors));
    }

    [Theory]
    [InlineData("c.safetensors", "the shard c.safetensors is missing")]
    [InlineData("b.safetensors", "the shard b.safetensors does not hold it")]
    [InlineData("../a.safetensors", "is no name of a file beside the index")]
    [InlineData("/etc/passwd", "is no name of a file beside the index")]
    [InlineData("model.safetensors.index.json", "no file of tensors that is known here")]
    public void An_index_that_leads_elsewhere_is_refused(string shard, string reason)
    {
        using var files = new Files();
        Write(files, "a.safetensors", "x");
        Write(files, "b.safetensors", "y");
        Index(files, ("x", shard));

        Assert.Contains(
            reason, Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files["model.safetensors.index.json"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "no weight_map")]
    [InlineData("{\"weight_map\": {}}", "empty")]
    [InlineData("{\"weight_map\": {\"x\": 3}}", "as a whole")]
    [InlineData("{\"weight_map\": ", "as a whole")]
    public void What_is_no_index_is_refused(string text, string reason)
    {
        using var files = new Files();
        File.WriteAllText(files["config.json"], text);

        Assert.Contains(
            reason, Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files["config.json"])).Message, StringComparison.Ordinal);
    }

    private static void Write(Files files, string file, params string[] names)
    {
        using var state = new StateDict();
        foreach (string name in names)
        {
            state.Add(name, Tensor.From<float>([name[0], 1], [2]));
        }

        state.Save(files[file]);
    }

    private static void Index(Files files, params (string Name, string Shard)[] places) => File.WriteAllText(
        files["model.safetensors.index.json"],
        $"{{\"metadata\": {{}}, \"weight_map\": {{{string.Join(", ", places.Select(place => $"\"{place.Name}\": \"{place.Shard}\""))}}}}}");
}

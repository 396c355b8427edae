using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Tests.Formats;

public class WriterTests
{
    private static readonly Dictionary<string, object?> Content = new()
    {
        ["config"] = new Dictionary<string, object?>
        {
            ["hid"] = 16L,
            ["big"] = 1L << 40,
            ["negative"] = -5L,
            ["rate"] = 0.125,
            ["ve"] = true,
            ["nothing"] = null,
            ["max_shape"] = new List<object?> { 1L, 2L },
            ["name"] = "ß",
        },
    };

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    [InlineData(".joblib")]
    [InlineData(".npz", ElementType.BFloat16)]
    public void Any_state_dict_survives_a_round_trip(string extension, params ElementType[] except)
    {
        using var files = new Files();
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(RandomState.Seeds, seed =>
            {
                using StateDict state = RandomState.Create(seed, except);
                state.Save(files[$"state{extension}"]);
                using StateDict loaded = StateDict.Load(files[$"state{extension}"]);
                Assert.Equal(TensorFacts.Of(state), TensorFacts.Of(loaded));
            }));
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    [InlineData(".joblib")]
    public void Content_survives_a_round_trip(string extension)
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(1);
        StateDictFile.Save(files[$"state{extension}"], state, Content);

        using Checkpoint loaded = StateDictFile.Load(files[$"state{extension}"]);

        Assert.Equal(TensorFacts.Of(state), TensorFacts.Of(loaded.Tensors));
        var expected = (Dictionary<string, object?>)Content["config"]!;
        var config = (IReadOnlyDictionary<string, object?>)loaded.Content["config"]!;
        Assert.Equal(expected.Keys, config.Keys);
        Assert.All(expected, entry => Assert.Equal(entry.Value, config[entry.Key]));
    }

    [Fact]
    public void A_lone_array_survives_a_round_trip()
    {
        using var files = new Files();
        using var state = new StateDict { { "logits", Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]) } };
        state.Save(files["logits.npy"]);

        using Checkpoint loaded = StateDictFile.Load(files["logits.npy"]);

        Assert.Equal(FileFormat.Npy, loaded.Format);
        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.Tensors[Checkpoint.SingleTensorName].Values.ToArray());
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    [InlineData(".joblib")]
    [InlineData(".npz")]
    public void The_same_tensors_give_the_same_bytes(string extension)
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(2, ElementType.BFloat16);
        state.Metadata["made by"] = "a test";
        state.Save(files[$"a{extension}"]);
        state.Save(files[$"b{extension}"]);

        Assert.Equal(File.ReadAllBytes(files[$"a{extension}"]), File.ReadAllBytes(files[$"b{extension}"]));
    }

    [Fact]
    public void Text_metadata_travel_in_safetensors()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(3);
        state.Metadata["made by"] = "{not json}";
        state.Save(files["state.safetensors"]);

        using Checkpoint loaded = StateDictFile.Load(files["state.safetensors"]);

        Assert.Equal("{not json}", loaded.Tensors.Metadata["made by"]);
        Assert.Equal("{not json}", loaded.Content["made by"]);
    }

    [Fact]
    public unsafe void Tensors_in_a_file_are_aligned_to_their_elements()
    {
        using var files = new Files();
        using var state = new StateDict();
        state.Add("half", Tensor.Zeros([3], ElementType.Float16));
        state.Add("bool", Tensor.Zeros([5], ElementType.Bool));
        state.Add("long", Tensor.Zeros([], ElementType.Int64));
        state.Add("float", Tensor.Zeros([7]));
        state.Save(files["state.safetensors"]);
        state.Save(files["state.pt"]);
        state.Save(files["state.npz"]);

        using StateDict safetensors = StateDict.Load(files["state.safetensors"]);
        using StateDict torch = StateDict.Load(files["state.pt"]);
        using StateDict npz = StateDict.Load(files["state.npz"]);

        Assert.All(safetensors, entry => Assert.Equal(0, (long)entry.Value.Data % entry.Value.ElementType.ByteCount()));
        Assert.All(torch.Concat(npz), entry => Assert.Equal(0, (long)entry.Value.Data % 64));
    }

    [Fact]
    public void Another_zip_reader_agrees_about_names_sizes_and_checksums()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(4);
        state.Save(files["state.pt"]);

        using ZipArchive archive = ZipFile.OpenRead(files["state.pt"]);

        Assert.Equal(state.Count + 2, archive.Entries.Count);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var bytes = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            Assert.Equal(entry.Length, bytes.Length);
            Assert.Equal(entry.Crc32, Crc32.Append(0, bytes.ToArray()));
        }
    }

    [Fact]
    public void Entries_beyond_four_gibibytes_are_found_again()
    {
        using var files = new Files();
        OutputFile.Create(files["far.npz"], file =>
        {
            file.Skip(5L << 30);
            var archive = new ZipWriter(file);
            using Tensor tensor = Tensor.From<byte>([1, 2, 3], [3]);
            archive.Add("far/away", [], tensor);
            archive.Finish();
        });

        using MappedMemory memory = MappedMemory.Open(files["far.npz"]);
        var file = new FileBytes(memory, "far.npz");
        var directory = new ZipDirectory(file);

        Assert.Equal(new byte[] { 1, 2, 3 }, directory.Open(Assert.Single(directory.Entries)).Span().ToArray());
        using ZipArchive other = ZipFile.OpenRead(files["far.npz"]);
        Assert.Equal(3, other.GetEntry("far/away")!.Open().Read(new byte[10]));
    }

    [Fact]
    public void A_cancelled_or_failed_write_leaves_the_old_file_and_no_other()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(5);
        File.WriteAllText(files["state.pt"], "old");
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => state.Save(files["state.pt"], cancellation.Token));
        var unsuitable = new Dictionary<string, object?> { ["price"] = 1m };
        Assert.Throws<NotSupportedException>(() => StateDictFile.Save(files["state.pt"], state, unsuitable));

        Assert.Equal("old", File.ReadAllText(files["state.pt"]));
        Assert.Single(Directory.GetFiles(files.Folder));
    }

    [Theory]
    [InlineData(".pt")]
    [InlineData(".joblib")]
    public void Content_that_would_hide_the_tensors_is_refused(string extension)
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(8);
        var content = new Dictionary<string, object?> { ["state_dict"] = "elsewhere" };

        Assert.Throws<ArgumentException>(() => StateDictFile.Save(files[$"state{extension}"], state, content));

        Assert.Empty(Directory.GetFiles(files.Folder));
    }

    [Fact]
    public void An_unknown_extension_is_refused_before_anything_is_written()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(6);

        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => state.Save(files["state.h5"]));

        Assert.Contains(".safetensors", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(files.Folder));
    }
}

using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];
    private readonly RunDirectory _run;

    public CheckpointTests()
    {
        _run = Open();
        Save(1);
        Save(2);
    }

    private string Previous => _run.PathOf("checkpoint.previous.safetensors");

    [Fact]
    public void The_latest_state_comes_back_and_the_one_before_is_kept()
    {
        Assert.Equal(2, Restored());
        Assert.Empty(_notices);
        Assert.Equal(
            ["checkpoint.previous.safetensors", "checkpoint.safetensors"], Directory.GetFiles(_run.Path).Select(Path.GetFileName).Order());
        _run.DeleteCheckpoint();
        Assert.Null(Restored());
        Assert.Empty(Directory.GetFiles(_run.Path));
    }

    [Fact]
    public void Whatever_bit_flips_the_state_is_whole()
    {
        byte[] whole = File.ReadAllBytes(_run.CheckpointPath);
        var random = new Random(1);
        int harmless = 0;
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_run.CheckpointPath, damaged);
            _notices.Clear();
            if (Restored() == 2)
            {
                // A blank between the header and the tensors, which nobody reads.
                Assert.Equal((byte)' ', whole[place]);
                harmless++;
                continue;
            }

            Assert.Equal(1, Restored());
            Assert.StartsWith($"{_run.CheckpointPath}", _notices[0], StringComparison.Ordinal);
            Assert.EndsWith($"Continuing from the checkpoint before it, {Previous}.", _notices[0], StringComparison.Ordinal);
        }

        Assert.InRange(harmless, 0, 8);
    }

    [Fact]
    public void However_short_the_file_is_the_state_is_whole()
    {
        byte[] whole = File.ReadAllBytes(_run.CheckpointPath);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_run.CheckpointPath, whole[..length]);
            Assert.Equal(1, Restored());
        }

        File.WriteAllBytes(_run.CheckpointPath, [.. whole, 0]);
        Assert.Equal(1, Restored());
    }

    [Fact]
    public void Between_the_renames_of_a_save_the_state_before_is_there()
    {
        File.Delete(_run.CheckpointPath);
        Assert.Equal(1, Restored());
        Assert.Equal([$"{_run.CheckpointPath} is missing. Continuing from the checkpoint before it, {Previous}."], _notices);
    }

    [Fact]
    public void Two_damaged_states_are_one_clear_error()
    {
        Truncate(_run.CheckpointPath);
        Truncate(Previous);
        var error = Assert.Throws<InvalidFileException>(() => Restored());
        Assert.Contains(_run.CheckpointPath, error.Message, StringComparison.Ordinal);
        Assert.Contains(Previous, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Delete the checkpoints, and the training begins anew.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_state_never_takes_the_place_of_a_whole_one()
    {
        Truncate(_run.CheckpointPath);
        RunDirectory again = Open();
        Assert.Equal(1, Restored(again));
        Save(3, again);
        Assert.Equal(3, Restored());
        Truncate(_run.CheckpointPath);
        Assert.Equal(1, Restored());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_state_that_is_not_finite_is_not_saved(float value)
    {
        using var tensors = new StateDict { { "fine", Tensor.Zeros([3]) }, { "lost.weight", Tensor.Zeros([300_000]) } };
        tensors["lost.weight"].Values[299_999] = value;
        var error = Assert.Throws<TrainingDivergedException>(() => _run.SaveCheckpoint(tensors, new Dictionary<string, object?>()));
        Assert.StartsWith("lost.weight has values that are infinite or not a number", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_run.CheckpointPath} keeps the last finite state", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Restored());
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_taken_with_a_word()
    {
        _run.DeleteCheckpoint();
        using StateDict tensors = State(5);
        StateDictFile.Save(_run.CheckpointPath, tensors, new Dictionary<string, object?> { [RunDirectory.MetadataKey] = Facts(5) });
        Assert.Equal(5, Restored());
        string notice = Assert.Single(_notices);
        Assert.Contains("earlier version, without a checksum", notice, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Truncate(string path)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(file.Length - 1);
    }

    private static StateDict State(int step) => new()
    {
        { "weight", Tensor.From<float>([.. Enumerable.Range(0, 21).Select(i => (float)((step * 100) + i))], [3, 7]) },
        { "count", Tensor.From<long>([step], [1]) },
    };

    private static Dictionary<string, object?> Facts(int step) => new() { ["step"] = (long)step, ["top1"] = 0.5, ["text"] = "ß" };

    private RunDirectory Open() => new(_folder.File("run")) { Notice = _notices.Add };

    private void Save(int step, RunDirectory? run = null)
    {
        using StateDict tensors = State(step);
        (run ?? _run).SaveCheckpoint(tensors, Facts(step));
    }

    /// <summary>The step of the state that is taken up, all of which must be that step's.</summary>
    private int? Restored(RunDirectory? run = null)
    {
        int? step = null;
        (run ?? _run).Resume((tensors, facts) =>
        {
            step = (int)facts.Integer("step", 0, 9);
            Assert.Equal(0.5, facts.Number("top1"));
            Assert.Equal("ß", facts.Text("text"));
            using StateDict expected = State(step.Value);
            Assert.Equal(expected.Names, tensors.Names);
            Assert.Equal(expected["weight"].Values.ToArray(), tensors["weight"].Values.ToArray());
            Assert.Equal(expected["count"].Bytes(0, 8).ToArray(), tensors["count"].Bytes(0, 8).ToArray());
        });
        return step;
    }
}

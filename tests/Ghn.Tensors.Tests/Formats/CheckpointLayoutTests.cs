using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>
/// Checkpoints as well-known training code writes them, made by PyTorch: the weights are found, and nothing beside them matters.
/// </summary>
public class CheckpointLayoutTests
{
    private static readonly string Script =
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Ghn.Tensors.Tests", "Formats", "CheckpointLayouts.py"));

    [TorchFact]
    public void The_weights_are_found_in_every_layout()
    {
        using var files = new Files();
        using JsonDocument described = Make(files);

        Assert.True(described.RootElement.EnumerateObject().Count() >= 18);
        foreach (JsonProperty layout in described.RootElement.EnumerateObject())
        {
            TensorFacts[] expected = Fixture.ReadFacts(layout.Value.GetProperty("facts").GetRawText());
            using Checkpoint checkpoint = StateDictFile.Load(files[layout.Name], layout.Value.GetProperty("key").GetString());
            Assert.True(
                expected.SequenceEqual(TensorFacts.Of(checkpoint.Tensors)),
                $"{layout.Name}: {string.Join(", ", checkpoint.Tensors.Names)}");
            Assert.Empty(checkpoint.Unread);
        }
    }

    [TorchFact]
    public void Where_several_fit_they_are_listed_and_what_lies_beside_is_named()
    {
        using var files = new Files();
        using JsonDocument described = Make(files);

        AssertRefused("params (9 tensors), params_ema (9 tensors)", "net_g.pth");
        AssertRefused("student (9 tensors), teacher (9 tensors)", "dino.pth");
        AssertRefused("models.generator (9 tensors), models.discriminator (9 tensors)", "generator.pt");
        string unknown = Assert.Throws<InvalidRequestException>(() => StateDictFile.Load(files["net_g.pth"], "ema")).Message;
        Assert.Contains(
            "no state dict under ema. There are: params (9 tensors), params_ema (9 tensors)", unknown, StringComparison.Ordinal);

        using Checkpoint references = StateDictFile.Load(files["references.pth"]);
        using Checkpoint everything = StateDictFile.Load(files["mae.pth"]);
        using Checkpoint records = StateDictFile.Load(files["records.pt"]);
        Assert.Equal(["model_ema"], references.OtherStateDicts);
        Assert.Equal("numpy.recarray", records.Content["log_rec"]);
        var scheduler = Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(references.Content["lr_scheduler"]);
        Assert.Equal("collections.Counter", scheduler["milestones"]);
        Assert.Equal(1L, everything.Content["None"]);
        Assert.Equal("__builtin__.complex", everything.Content["z"]);
        Assert.Contains("(a, 2)", everything.Content.Keys);

        void AssertRefused(string list, string file)
        {
            string message = Assert.Throws<InvalidFileException>(() => StateDictFile.Load(files[file])).Message;
            Assert.Contains(list, message, StringComparison.Ordinal);
            Assert.Contains("--key", message, StringComparison.Ordinal);
        }
    }

    private static JsonDocument Make(Files files)
    {
        (int exitCode, string output) = Python.Run(Script, files.Folder);
        Assert.True(exitCode == 0, output);
        return JsonDocument.Parse(output);
    }
}

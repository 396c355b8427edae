using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors.Formats.Reading;
using Ghn.Training.Papers;

namespace Ghn.Cli.Tests;

public class DeepNetsCommandTests
{
    [Theory]
    [InlineData("generate")]
    [InlineData("stats")]
    [InlineData("show")]
    public void Every_part_explains_itself_with_an_example(string part)
    {
        string help = Tool.Run("deepnets", part, "--help").Success();
        Assert.Contains($"Examples:\n  ghn deepnets {part}", help, StringComparison.Ordinal);
        Snapshot.Matches($"help.deepnets.{part}", help);
    }

    [Fact]
    public void Files_are_generated_measured_and_shown()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("small.deepnets");
        string report = Tool.Run("deepnets", "generate", "val", "--count", "100", "--seed", "3", "-o", path).Success();
        Assert.StartsWith($"{path}: 100 architectures of val, seed 3, ", report, StringComparison.Ordinal);

        JsonElement statistics = JsonDocument.Parse(Tool.Run("deepnets", "stats", path, "--graphs", "5", "--json").Success()).RootElement;
        Assert.Equal("val", statistics.GetProperty("split").GetString());
        Assert.Equal(100, statistics.GetProperty("networks").GetInt32());
        Assert.Equal(5, statistics.GetProperty("graphs").GetInt32());

        JsonElement shown = JsonDocument.Parse(Tool.Run("deepnets", "show", $"deepnets:{path}#42", "--json").Success()).RootElement;
        Assert.Equal(DeepNetGenerator.Draw(DeepNetsSplit.Val, seed: 3, index: 42), DeepNetJson.Parse(shown, path));
    }

    [Fact]
    public void A_file_in_a_missing_folder_is_refused_before_any_work()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("deepnets", "generate", "train", "-o", folder.File("missing/train.deepnets"));
        Assert.Contains("there is no folder", result.Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_the_paper_are_those_of_the_table()
    {
        var names = new Dictionary<string, string>
        {
            ["networks"] = "networks",
            ["cells"] = "cells",
            ["channels"] = "channels",
            ["nodes"] = "nodes",
            ["without_batch_norm"] = "without batch norm",
            ["parameters_millions"] = "parameters, M",
            ["degree"] = "average degree",
            ["average_path"] = "average shortest path",
            ["median_parameters_millions"] = "median",
            ["mean_parameters_millions"] = "mean",
        };
        (PublishedTable paper, PublishedTable results) =
            (PublishedTables.All["GHN-2, Table 1"], PublishedTables.All["GHN-2, published results"]);
        foreach (string split in paper.Columns)
        {
            using var found = JsonDocument.Parse(Tool.Run("deepnets", "stats", split, "--count", "1", "--json").Success());
            JsonElement printed = found.RootElement.GetProperty("paper");
            Assert.Equal(names.Keys.Order(), printed.EnumerateObject().Select(figure => figure.Name).Order());
            Assert.All(names, name => Assert.Equal(
                (paper[name.Value, split] ?? results[name.Value, split])?.Replace("±", " ± ", StringComparison.Ordinal),
                printed.GetProperty(name.Key).GetString()));
        }
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_measured_with_a_word_on_its_widths()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("test.deepnets");
        Tool.Run("deepnets", "generate", "test", "--count", "3", "-o", path).Success();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[8] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(44), Crc32.Append(0, bytes.AsSpan(0, 44)));
        File.WriteAllBytes(path, bytes);
        ToolResult result = Tool.Run("deepnets", "stats", path);
        Assert.Contains("test.deepnets is of an earlier version", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, result.Code);
    }

    [Fact]
    public void Statistics_stand_beside_the_papers() =>
        Snapshot.Matches("deepnets.stats.test", Tool.Run("deepnets", "stats", "test", "--graphs", "50").Success());

    [Fact]
    public void An_architecture_is_shown() => Snapshot.Matches("deepnets.show", Tool.Run("deepnets", "show", "deepnets:dense#4").Success());

    [Fact]
    public void Networks_of_cells_stand_wherever_a_network_can()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("net.json");
        File.WriteAllText(file, Tool.Run("deepnets", "show", "deepnets:test#7", "--json").Success());
        string graph = Tool.Run("graph", "deepnets:test#7", "--image-size", "32", "--classes", "10", "--format", "json").Success();
        Assert.Equal(graph, Tool.Run("graph", file, "--image-size", "32", "--classes", "10", "--format", "json").Success());
        Assert.Contains("vit", string.Join(' ', PredefinedDeepNets.Names), StringComparison.Ordinal);
        Assert.Contains("deepnets:predefined#0: 129 nodes", Tool.Run("graph", "deepnets:predefined#0").Success(), StringComparison.Ordinal);
    }

    [Fact]
    public void Published_files_are_read_as_they_are()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("eval.hdf5");
        foreach (string ending in (string[])[".hdf5", "_meta.json"])
        {
            string source = GoldenGhns.PathOf("../deepnets/published/eval" + ending + ".gz");
            using var packed = new GZipStream(File.OpenRead(source), CompressionMode.Decompress);
            using FileStream file = File.Create(path.Replace(".hdf5", ending, StringComparison.Ordinal));
            packed.CopyTo(file);
        }

        string statistics = Tool.Run("deepnets", "stats", $"{path}#val").Success();
        Assert.Contains("without batch norm", statistics, StringComparison.Ordinal);
        Assert.Contains("157", Tool.Run("graph", $"deepnets:{path}#val/0", "--image-size", "32").Success(), StringComparison.Ordinal);
        string complaint = Tool.Run("graph", $"deepnets:{path}#0").Complaint(ExitCode.WrongRequest);
        Assert.Contains($"has the splits val, test; name one of them. Write {path}#SPLIT", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has no index", "graph", "deepnets:test")]
    [InlineData("has no index", "graph", "deepnets:test#seven")]
    [InlineData("neither a file nor a split trian", "graph", "deepnets:trian#7")]
    [InlineData("resnet50 is in the zoo, and the others are numbered 0 to 2", "graph", "deepnets:predefined#3")]
    [InlineData("missing.json does not exist", "graph", "missing.json")]
    [InlineData("must be a multiple of 8", "graph", "deepnets:predefined#1", "--image-size", "30")]
    [InlineData("There is no split 'trian'; there are train", "deepnets", "generate", "trian")]
    [InlineData("neither a file nor a split trian", "deepnets", "stats", "trian")]
    [InlineData("missing.json does not exist", "deepnets", "show", "missing.json")]
    [InlineData("See 'ghn deepnets generate --help'", "deepnets", "generate", "--seed", "-1", "train")]
    public void Wrong_requests_have_their_explanation(string explanation, params string[] arguments) =>
        Assert.Contains(explanation, Tool.Run(arguments).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);

    [Fact]
    public void A_damaged_file_is_a_failure()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("damaged.deepnets");
        File.WriteAllText(path, "DEEPNETS, but no more");
        Assert.Contains("checksum", Tool.Run("graph", $"deepnets:{path}#0").Complaint(ExitCode.Failed), StringComparison.Ordinal);
    }
}

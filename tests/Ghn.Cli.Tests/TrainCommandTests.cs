using System.Text.Json;
using Ghn.HyperNetworks;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TrainingFolder _folder = new();

    private string Run => _folder.File("run");

    [Fact]
    public void A_training_leaves_a_ghn_that_predicts_and_a_log()
    {
        string text = Train("--steps", "2").Success();
        Assert.StartsWith(
            "GHN-3, hidden size 16, 1 layers, 4 heads, decodes 16×16×11×11, 10 classes: 2 steps", text, StringComparison.Ordinal);
        string[] rows = File.ReadAllLines(Path.Combine(Run, "log.csv"));
        Assert.Equal("step,epoch,loss,cross_entropy,top1,gradient_norm,skipped,learning_rate,seconds,networks_per_second", rows[0]);
        Assert.Equal(["1", "2"], rows.Skip(1).Select(row => row.Split(',')[0]));
        string weights = _folder.File("resnet18.safetensors");
        Tool.Run("predict", "resnet18", "--classes", "10", "--image-size", "32", "--ghn", Path.Combine(Run, "ghn.safetensors"), "-o",
            weights).Success();
        Assert.True(File.Exists(weights));
    }

    [Fact]
    public void The_same_command_continues_where_it_stopped()
    {
        Train("--steps", "1").Success();
        JsonElement report = JsonDocument.Parse(Train("--steps", "2", "--json").Success()).RootElement;
        Assert.Equal(2, report.GetProperty("steps").GetInt32());
        Assert.Equal(["1", "2"], File.ReadLines(Path.Combine(Run, "log.csv")).Skip(1).Select(row => row.Split(',')[0]));
        Assert.Contains("another request ('seed: 0', now 'seed: 1')", Train("--steps", "2", "--seed", "1").Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_and_the_folder_suffice_to_continue()
    {
        Train("--steps", "1", "--model", "ghn3-s", "--schedule", "constant", "--lr", "0.003").Success();
        JsonElement report = JsonDocument.Parse(Continue("--steps", "3", "--json").Success()).RootElement;
        Assert.Equal(3, report.GetProperty("steps").GetInt32());
        string[][] rows = [.. File.ReadLines(Path.Combine(Run, "log.csv")).Skip(1).Select(row => row.Split(','))];
        Assert.Equal(["1", "2", "3"], rows.Select(row => row[0]));
        Assert.Equal(["0.003", "0.003", "0.003"], rows.Select(row => row[7]));
    }

    [Fact]
    public void A_training_from_a_ghn_goes_on_with_it()
    {
        string first = _folder.File("first.safetensors");
        Train("--steps", "1").Success();
        File.Copy(Path.Combine(Run, "ghn.safetensors"), first);
        string second = _folder.File("second");
        string[] request = ["train", "--data", _folder.Data, "--archs", _folder.File("archs.bin"), "--run", second, "--from", first,
            "--meta-batch", "1", "--batch", "4", "--steps", "1", "--lr", "1e-12", "--schedule", "constant"];
        Tool.Run([.. request, "--hidden", "16"]).Complaint(ExitCode.WrongRequest);
        Tool.Run(request).Success();
        using StateDict before = StateDict.Load(first);
        using StateDict after = StateDict.Load(Path.Combine(second, "ghn.safetensors"));
        Assert.All(before, entry => Assert.All(
            entry.Value.Values.ToArray().Zip(after[entry.Key].Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9f)));
    }

    [Fact]
    public void Ablations_are_left_out()
    {
        Train("--steps", "1", "--without", "centrality,backward-distances,layer-norm").Success();
        using HyperNetwork ghn = HyperNetwork.Load(Path.Combine(Run, "ghn.safetensors"));
        Assert.False(ghn.Configuration.Centrality);
        Assert.False(ghn.Configuration.BackwardDistances);
        Assert.False(ghn.Configuration.LayerNormalization);
        Assert.True(ghn.Configuration.InputDistance);
        Assert.True(ghn.Configuration.WeightNormalization);
    }

    [Fact]
    public void Parts_and_sizes_that_there_are_not_are_refused()
    {
        Assert.Contains("'everything'", Train("--without", "everything").Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
        Assert.Contains("heads", Train("--heads", "3").Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CIFAR-10 train has 40 images, which do not fill a batch of 41: choose --batch 40 or less", "--batch", "41")]
    [InlineData("Raise --max-parameters", "--max-parameters", "1")]
    [InlineData("there are 3 architectures, too few for --meta-batch 4: choose 3 or less", "--meta-batch", "4")]
    public void What_no_data_and_no_architecture_meets_is_refused_with_the_remedy(string remedy, params string[] options)
    {
        string[] command = [.. _folder.Command("run", "--meta-batch", "1")];
        int place = Array.IndexOf(command, options[0]);
        string[] request = place < 0 ? [.. command, .. options] : [.. command[..(place + 1)], options[1], .. command[(place + 2)..]];
        Assert.Contains(remedy, Tool.Run(request).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_the_smallest_architecture_meets_is_none_too_low()
    {
        string complaint = Train("--max-parameters", "1").Complaint(ExitCode.WrongRequest);
        string smallest = complaint.Split("the smallest has ")[1].Split('.')[0];
        Train("--max-parameters", $"{long.Parse(smallest, System.Globalization.CultureInfo.InvariantCulture) - 1}").Complaint(
            ExitCode.WrongRequest);
        Train("--max-parameters", smallest, "--steps", "1").Success();
    }

    public void Dispose() => _folder.Dispose();

    private ToolResult Continue(params string[] options) =>
        Tool.Run(["train", "--data", _folder.Data, "--run", Run, "--log-every", "1", .. options]);

    private ToolResult Train(params string[] options) =>
        Tool.Run(_folder.Command("run", ["--meta-batch", "1", .. options]));
}

using System.Text.Json;
using System.Xml.Linq;
using Ghn.Networks.Architectures;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public sealed class CompareCommandTests : IDisposable
{
    private static readonly string Images = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.File("run");

    [Fact]
    public void Starts_are_compared_in_a_table_a_file_and_a_plot()
    {
        string[] lines = Compare("rand,ghn-orth", "--ghn", Ghn, "--steps", "0,2,3", "--seeds", "2").Success().TrimEnd().Split('\n');
        Assert.Equal("network  shufflenet_v2_x0_5, 0.352 M parameters, 10 classes, images of 3×32×32", lines[0]);
        Assert.Equal("data     CIFAR-10 train (200 images), judged by part of CIFAR-10 test (40)", lines[1]);
        Assert.StartsWith(
            "recipe   custom: sgd, learning rate 0.01 (cosine), weight decay 0.0001, 3 steps of 16", lines[2], StringComparison.Ordinal);
        Assert.Equal("top-1    in %, 2 seeds, mean ± standard deviation, by each batch's statistics", lines[3]);
        Assert.Matches("^start +step 0 +step 2 +step 3$", lines[5]);
        Assert.Matches(@"^rand( +\d+\.\d\d ± \d+\.\d\d){3}$", lines[6]);
        Assert.Matches(@"^ghn-orth( +\d+\.\d\d ± \d+\.\d\d){3}$", lines[7]);
        Assert.Equal($"run      {Folder}: accuracy.csv, accuracy.svg", lines[^1]);

        string[] rows = File.ReadAllLines(Path.Combine(Folder, "accuracy.csv"));
        Assert.Equal("init,seed,step,top1,top5", rows[0]);
        Assert.Equal(12, rows.Length - 1);
        Assert.Equal(["rand,0,0", "rand,0,2", "rand,0,3", "rand,1,0"], rows[1..5].Select(
            row => row[..row.LastIndexOf(',', row.LastIndexOf(',') - 1)]));
        Assert.Contains("ghn-orth", XDocument.Load(Path.Combine(Folder, "accuracy.svg")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_joins_later_leaves_the_others_as_they_are()
    {
        JsonElement[] alone = Starts("rand");
        JsonElement[] both = Starts("orth,rand");
        Assert.Equal(["orth", "rand"], both.Select(start => start.GetProperty("init").GetString()));
        Assert.Equal($"{alone[0]}", $"{both[1]}");
        Assert.Single(alone[0].GetProperty("points")[1].GetProperty("top1").EnumerateArray());

        JsonElement[] Starts(string words)
        {
            string json = Compare(words, "--steps", "0,1", "--seeds", "1", "--json").Success();
            return [.. JsonDocument.Parse(json).RootElement.GetProperty("starts").EnumerateArray()];
        }
    }

    [Fact]
    public void What_does_not_fit_is_a_wrong_request()
    {
        Zoo.Create("alexnet", 10, 32).Initialize().Save(_folder.File("alexnet.pt"));
        Compare("rand", "--steps", "0", "--seeds", "1").Success();
        (string Complaint, string Words, string[] Arguments)[] cases =
        [
            ("there is no file randn", "randn", []),
            ("two of the starts have the same name", $"{_folder.File("alexnet.pt")},{Path.Combine(_folder.Path, ".", "alexnet.pt")}", []),
            ("give one --lr", "rand", ["--lr", "0.1,0.2"]),
            ("give one --lr", "rand", ["--recipe", "cifar10-100shot"]),
            ("--steps takes whole numbers in ascending order", "rand", ["--steps", "50,0"]),
            ("--steps takes whole numbers in ascending order", "rand", ["--steps", "0,x"]),
            ("belongs to another request ('steps: 0', now 'steps: 0,4')", "rand", ["--steps", "0,4"]),
            ("more than --classes 4", "rand", ["--classes", "4"]),
            ("--epochs is no option of 'ghn compare'", "rand", ["--epochs", "3"]),
        ];
        foreach ((string complaint, string words, string[] arguments) in cases)
        {
            Assert.Contains(complaint, Compare(words, arguments).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private ToolResult Compare(string words, params string[] arguments) => Tool.Run(
    [
        "compare", "shufflenet_v2_x0_5", "--inits", words, "--data", Images, "--batch", "16", "--limit", "40", "--run", Folder,
            .. arguments,
    ]);
}

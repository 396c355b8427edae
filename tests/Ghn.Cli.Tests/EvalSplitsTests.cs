using System.Text;
using System.Text.Json;
using Ghn.Cli.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Cli.Tests;

/// <summary><c>ghn eval</c> of splits. Architectures 34 to 38 of the test split take the least time, and images of 8×8, too.</summary>
public sealed class EvalSplitsTests : IDisposable
{
    private static readonly string Images = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_of_a_split_scores_as_it_does_alone()
    {
        JsonElement split = Json("deepnets:test#34-37", "resnet18", "--image-size", "8", "--limit", "40");
        JsonElement alone = Json("deepnets:test#35", "deepnets:test#37", "resnet18", "--image-size", "8", "--limit", "40")
            .GetProperty("networks");
        JsonElement[] rows = [.. split.GetProperty("networks").EnumerateArray()];
        Assert.Equal(
            ["test#34", "test#35", "test#36", "test#37", "resnet18#"],
            rows.Select(row => $"{row.GetProperty("split").GetString()}#{row.GetProperty("index")}"));
        foreach ((int single, int member) in new[] { (0, 1), (1, 3), (2, 4) })
        {
            foreach (string key in new[] { "top1", "top5", "loss", "parameters", "not_finite" })
            {
                Assert.Equal(alone[single].GetProperty(key).GetDouble(), rows[member].GetProperty(key).GetDouble());
            }
        }
    }

    [Fact]
    public void A_split_is_summed_up()
    {
        JsonElement report = Json("deepnets:test#35-38", "deepnets:wide#1-1", "--image-size", "8", "--limit", "20");
        Assert.Equal(20, report.GetProperty("data").GetProperty("images").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("run").ValueKind);
        JsonElement[] splits = [.. report.GetProperty("splits").EnumerateArray()];
        Assert.Equal(["test", "wide"], splits.Select(split => split.GetProperty("split").GetString()));
        double[] accuracies =
        [
            .. report.GetProperty("networks").EnumerateArray().Where(row => row.GetProperty("split").GetString() == "test")
                .Select(row => row.GetProperty("top1").GetDouble()),
        ];
        AccuracySummary expected = AccuracySummary.Of(accuracies);
        JsonElement top1 = splits[0].GetProperty("top1");
        Assert.Equal(4, splits[0].GetProperty("networks").GetInt32());
        Assert.Equal(
            (expected.Mean, expected.StandardError, expected.Best),
            (top1.GetProperty("mean").GetDouble(), top1.GetProperty("standard_error").GetDouble(), top1.GetProperty("max").GetDouble()));
        Assert.Equal(JsonValueKind.Null, splits[1].GetProperty("top1").GetProperty("standard_error").ValueKind);
    }

    [Fact]
    public void The_table_has_a_row_for_each_split_and_each_origin_of_weights()
    {
        string[] lines = Eval(
            "deepnets:test#35-36", "mobilenet_v3_small", "--image-size", "8", "--limit", "10", "--train", "sgd:2", "--train", "adam:1",
            "--run", _folder.File("run")).Success().TrimEnd().Split('\n');
        Assert.Equal("data     part of CIFAR-10 test: 10 images, 10 classes, batches of 64", lines[0]);
        Assert.StartsWith($"weights  {Ghn}: predicted by GHN-3, hidden size 16,", lines[1], StringComparison.Ordinal);
        Assert.Equal("         sgd:2: sgd, learning rate 0.025 (cosine), weight decay 0.0003, 2 steps of 96 images", lines[2]);
        Assert.Equal("         adam:1: adam, learning rate 0.001 (cosine), weight decay 1e-05, 1 steps of 96 images", lines[3]);
        Assert.Matches("^split +weights +networks +top-1 +max +failed +time$", lines[5]);
        Assert.Matches(@"^test .*ghn3_micro_c10\.pt +2 +\d+\.\d\d ± \d+\.\d\d % +\d+\.00 % +0 +.*s$", lines[6]);
        Assert.Matches(@"^test +sgd:2 +2 ", lines[7]);
        Assert.Matches(@"^test +adam:1 +2 ", lines[8]);
        Assert.Matches(@"^mobilenet_v3_small .*ghn3_micro_c10\.pt +1 +\d+\.00 % +- +0 +.*s$", lines[9]);
        Assert.Equal($"run      {_folder.File("run")}: networks.csv", lines[^1]);
        Assert.Equal(14, lines.Length);
    }

    [Fact]
    public void Networks_that_are_judged_otherwise_have_no_figures_of_the_papers_beside_them()
    {
        string text = Eval("deepnets:test#0-0", "--limit", "10", "--paper").Success();
        Assert.DoesNotContain("Table 3", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "paper    nothing to compare with: the papers judge by all 10000 test images of CIFAR-10, or all 50000 of ImageNet, in "
                + "batches of 64\n",
            text,
            StringComparison.Ordinal);
        Assert.Empty(Json("deepnets:test#0-0", "--limit", "10", "--paper").GetProperty("paper").EnumerateArray());
    }

    [Fact]
    public void The_papers_predefined_networks_stand_for_themselves()
    {
        JsonElement report = Json("deepnets:predefined", "--limit", "2");
        Assert.Equal(
            ["resnet50", "vit", "darts", "pdarts"],
            report.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("split").GetString()));
        Assert.Equal(
            [Zoo.Create("resnet50", 10, 32).ParameterCount, .. PredefinedDeepNets.All(32).Select(net => net.CountParameters(10, 32))],
            report.GetProperty("networks").EnumerateArray().Select(row => row.GetProperty("parameters").GetInt64()));
    }

    [Fact]
    public void The_papers_splits_have_a_name_together()
    {
        using var set = new NetworkSet([NetworkSet.AllSplits], name => Zoo.Create(name, 10, 32), classCount: 10, imageSize: 32);
        Assert.Equal(
            [("test", 500), ("wide", 100), ("deep", 100), ("dense", 100), ("bnfree", 100), ("resnet50", 1), ("vit", 1), ("darts", 1),
                ("pdarts", 1)],
            set.Members.CountBy(member => member.Split).Select(group => (group.Key, group.Value)));
    }

    [Fact]
    public void Files_of_architectures_are_splits_too()
    {
        string file = _folder.File("few.deepnets");
        Tool.Run("deepnets", "generate", "val", "--count", "3", "--seed", "5", "-o", file).Success();
        JsonElement report = Json($"deepnets:{file}", "--limit", "5");
        Assert.Equal([(file, 0), (file, 1), (file, 2)], report.GetProperty("networks").EnumerateArray()
            .Select(row => (row.GetProperty("split").GetString()!, row.GetProperty("index").GetInt32())));
    }

    [Fact]
    public void The_same_command_continues()
    {
        string[] request = ["deepnets:test#35-37", "--image-size", "8", "--limit", "20", "--train", "sgd:2"];
        string first = Csv(request);
        Eval([.. request, "--run", _folder.File("run")]).Success();
        string table = Path.Combine(_folder.File("run"), "networks.csv");
        string[] rows = File.ReadAllLines(table);
        File.WriteAllText(table, string.Join('\n', rows[..4]) + "\n" + rows[4][..7]);
        Assert.Equal(first, Csv([.. request, "--run", _folder.File("run")]));
        Assert.Equal(rows[..4], File.ReadAllLines(table)[..4]);
        Assert.Equal(7, File.ReadAllLines(table).Length);
    }

    [Fact]
    public void Several_ghns_stand_beside_each_other_and_may_join_later()
    {
        string other = GoldenGhns.PathOf("ghn2_micro_c10.pt");
        string[] request = ["deepnets:test#1-2", "--limit", "10", "--json"];
        JsonElement[] both = Networks(Eval([.. request, "--ghn", other]));
        Assert.Equal([other, other, Ghn, Ghn], both.Select(row => row.GetProperty("weights").GetString()));

        string[] kept = [.. request, "--run", _folder.File("run")];
        Eval(kept).Success();
        Assert.Equal(both.Select(Untimed), Networks(Eval([.. kept, "--ghn", other])).Select(Untimed));
        Assert.Equal(5, File.ReadAllLines(Path.Combine(_folder.File("run"), "networks.csv")).Length);
        Assert.Equal(both[..2].Select(Untimed), Networks(Tool.Run(["eval", .. kept, "--data", Images, "--ghn", other])).Select(Untimed));
    }

    [Fact]
    public void Files_that_have_changed_are_another_request()
    {
        string ghn = _folder.File("ghn.pt");
        string networks = _folder.File("few.deepnets");
        File.Copy(Ghn, ghn);
        Tool.Run("deepnets", "generate", "val", "--count", "1", "-o", networks).Success();
        string[] request = ["eval", $"deepnets:{networks}", "--limit", "5", "--data", Images, "--ghn", ghn, "--run", _folder.File("run")];
        Tool.Run(request).Success();
        foreach (string file in (string[])[ghn, networks])
        {
            DateTime before = File.GetLastWriteTimeUtc(file);
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            string complaint = Tool.Run(request).Complaint(ExitCode.WrongRequest);
            Assert.Contains($"now 'file {file}: of 2001-02-03T04:05:06.0000000Z'", complaint, StringComparison.Ordinal);
            File.SetLastWriteTimeUtc(file, before);
        }
    }

    [Fact]
    public void What_the_user_may_not_expect_is_told()
    {
        ToolResult result = Tool.Run(
            "eval", "deepnets:test#0-1", "--data", Images, "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"), "--limit", "10");
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("trained for 1000 classes and the networks have 10", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(letter => letter == '\n'));
    }

    [Fact]
    public void What_does_not_fit_is_a_wrong_request()
    {
        string occupied = _folder.File("occupied");
        Eval("deepnets:test#0-0", "--limit", "5", "--run", occupied).Success();
        (string Complaint, string[] Arguments)[] cases =
        [
            ("deepnets:test#9999: the architectures of test are numbered 0 to 499", ["deepnets:test#9999"]),
            ("deepnets:test#400-500: the architectures of test are numbered 0 to 499", ["deepnets:test#400-500"]),
            ("deepnets:test#9-3: a range ascends, such as 3-9", ["deepnets:test#9-3"]),
            ("deepnets:test#some has no index", ["deepnets:test#some"]),
            ("test#5 is to be evaluated twice", ["deepnets:test#0-9", "deepnets:test#5-14", "--limit", "5"]),
            ("resnet18 is to be evaluated twice", ["resnet18", "deepnets:test#0-1", "resnet18"]),
            ("neither a file nor a split tset", ["deepnets:tset"]),
            ("Did you mean", ["deepnets:test#0-1", "resnet19"]),
            ("--ensemble is for single networks", ["deepnets:test#0-1", "--ensemble"]),
            ("leave out all but --bn batch", ["deepnets:test#0-1", "--bn", "running"]),
            ("leave out all but --bn batch", ["deepnets:test#0-1", "--bn-batches", "5"]),
            ("--post prepares weights for training", ["deepnets:test#0-1", "--post", "orth"]),
            ("--train takes sgd:N, adam:N or sgd-imagenet:N", ["resnet18", "--train", "sgd"]),
            ("give --ghn FILE once", ["resnet18", "--ghn", GoldenGhns.PathOf("ghn2_micro_c10.pt")]),
            ("there is no folder", ["deepnets:test#0-1", "--csv", _folder.File("missing/test.csv")]),
            ("belongs to another request ('limit: 5', now 'limit: 6')", ["deepnets:test#0-0", "--limit", "6", "--run", occupied]),
            ("must be a multiple of 8", ["deepnets:predefined#1-1", "--image-size", "30", "--limit", "3"]),
        ];
        foreach ((string complaint, string[] arguments) in cases)
        {
            string given = Eval(arguments).Complaint(ExitCode.WrongRequest);
            Assert.Contains(complaint, given, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter '", given, StringComparison.Ordinal);
        }

        string weights = Tool.Run("eval", "deepnets:test", "--data", Images, "--weights", Ghn).Complaint(ExitCode.WrongRequest);
        Assert.Contains("--weights gives the weights of single networks", weights, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_run_folder_is_one_clear_error()
    {
        string run = _folder.File("run");
        Eval("deepnets:test#0-0", "--limit", "5", "--run", run).Success();
        File.AppendAllText(Path.Combine(run, "networks.csv"), "something else\n");
        string complaint = Eval("deepnets:test#0-0", "--limit", "5", "--run", run).Complaint(ExitCode.Failed);
        Assert.Contains("networks.csv, row 2: this is no table of evaluated networks", complaint, StringComparison.Ordinal);
    }

    /// <summary>A table of networks, without the time that each took.</summary>
    internal static string WithoutTimes(byte[] table) => string.Join(
        '\n',
        Encoding.UTF8.GetString(table).Split('\n').Select(
            line => string.Join(',', line.Split(',').Index().Where(cell => cell.Index != 10))));

    private static ToolResult Eval(params string[] arguments) => Tool.Run(["eval", .. arguments, "--data", Images, "--ghn", Ghn]);

    private static JsonElement[] Networks(ToolResult result) =>
        [.. JsonDocument.Parse(result.Success()).RootElement.GetProperty("networks").EnumerateArray()];

    private static (string?, int, double, double) Untimed(JsonElement row) => (
        row.GetProperty("weights").GetString(), row.GetProperty("index").GetInt32(), row.GetProperty("top1").GetDouble(),
        row.GetProperty("loss").GetDouble());

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Eval([.. arguments, "--json"]).Success()).RootElement;

    /// <summary>The table of networks without times.</summary>
    private string Csv(params string[] arguments)
    {
        string file = _folder.File("networks.csv");
        Eval([.. arguments, "--csv", file]).Success();
        return WithoutTimes(File.ReadAllBytes(file));
    }
}

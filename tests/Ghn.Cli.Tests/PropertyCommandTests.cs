using System.Text.Json;

namespace Ghn.Cli.Tests;

public sealed class PropertyCommandTests : IDisposable
{
    private static readonly string Images = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("measure")]
    [InlineData("agree")]
    public void Each_part_explains_itself_with_an_example(string part)
    {
        string help = Tool.Run("property", part, "--help").Success();
        Assert.Contains($"Examples:\n  ghn property {part}", help, StringComparison.Ordinal);
        Snapshot.Matches($"help.property.{part}", help);
    }

    [Fact]
    public void Properties_are_compared_with_each_other()
    {
        File.WriteAllText(_folder.File("t.csv"), "network,a,b,c\nx,1,3,1\ny,2,2,1\nz,3,1,1\n");
        JsonElement report = JsonDocument.Parse(Tool.Run("property", "agree", _folder.File("t.csv"), "--json").Success()).RootElement;
        Assert.Equal(
            ["[1, -1, null]", "[-1, 1, null]", "[null, null, null]"],
            report.GetProperty("tau").EnumerateArray().Select(row => row.GetRawText()));
    }

    [Fact]
    public void Networks_are_measured_once()
    {
        string[] request =
        [
            "property", "measure", "deepnets:train#0-1", "--data", Images, "--limit", "10", "--train", "sgd:1", "--batch", "4",
            "--image-size", "16", "--train-accuracy", "0", "--run", _folder.File("run"), "-o", _folder.File("t.csv"), "--json",
        ];
        JsonElement report = JsonDocument.Parse(Tool.Run(request).Success()).RootElement;
        JsonElement[] networks = [.. report.GetProperty("networks").EnumerateArray()];
        Assert.Equal(["train#0", "train#1"], networks.Select(row => row.GetProperty("network").GetString()));
        string[] rows = File.ReadAllLines(_folder.File("t.csv"));
        Assert.Equal("network,val_acc,val_acc_noise,time,converge_time", rows[0]);
        Tool.Run(request).Success();
        Assert.Equal(rows, File.ReadAllLines(_folder.File("t.csv")));

        request[Array.IndexOf(request, "sgd:1")] = "sgd:2";
        Assert.Contains("belongs to another request", Tool.Run(request).Error, StringComparison.Ordinal);
    }
}

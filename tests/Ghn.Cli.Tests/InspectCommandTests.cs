using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ghn.Cli.Tests;

public partial class InspectCommandTests
{
    [Fact]
    public void A_ghn_prints_as_stored()
    {
        string path = GoldenGhns.PathOf("ghn3_micro.pt");
        string table = Tool.Run("inspect", path).Success().Replace(path, "FILE", StringComparison.Ordinal);
        Snapshot.Matches("inspect.ghn3_micro", LastNumber().Replace(table, " #"));
    }

    [Theory]
    [InlineData("ghn3_micro.pt", "torch_zip", "GHN-3")]
    [InlineData("ghn3_micro_legacy.pt", "torch_legacy", "GHN-3")]
    [InlineData("ghn3_micro_joblib_zlib3.pt", "joblib", "GHN-3")]
    [InlineData("ghn2_micro.pt", "torch_zip", "GHN-2")]
    [InlineData("ghn1_micro.pt", "torch_zip", "GHN-1")]
    [InlineData("mlp_micro.pt", "torch_zip", "MLP")]
    public void The_kind_of_file_and_of_ghn_are_told(string file, string format, string method)
    {
        JsonElement report = Inspect(GoldenGhns.PathOf(file));
        Assert.Equal(format, report.GetProperty("format").GetString());
        Assert.Equal(method, report.GetProperty("ghn").GetProperty("method").GetString());
    }

    [Theory]
    [InlineData("ghn3_micro")]
    [InlineData("ghn1_micro_c10")]
    public void Shapes_and_norms_are_those_that_PyTorch_tells(string name)
    {
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(GoldenGhns.PathOf($"{name}.json"))).RootElement;
        (string? Name, double Norm)[] goldens = [.. expected.GetProperty("state_dict").EnumerateArray()
            .Select(entry => entry[0].GetString()!)
            .Select(key => (key, expected.GetProperty("checks").GetProperty(key)[1].GetDouble()))];
        JsonElement[] tensors = [.. Inspect(GoldenGhns.PathOf($"{name}.pt")).GetProperty("tensors").EnumerateArray()];
        Assert.Equal(goldens.Select(golden => golden.Name), tensors.Select(tensor => tensor.GetProperty("name").GetString()));
        Assert.Equal(
            expected.GetProperty("state_dict").EnumerateArray().Select(entry => Sizes(entry[1])),
            tensors.Select(tensor => Sizes(tensor.GetProperty("shape"))));
        foreach (((string? _, double norm), JsonElement tensor) in goldens.Zip(tensors))
        {
            Assert.InRange(tensor.GetProperty("norm").GetDouble(), norm * (1 - 1e-5), norm * (1 + 1e-5));
        }
    }

    [Fact]
    public void Halved_precision_keeps_its_type_and_nearly_its_norm()
    {
        double full = Inspect(GoldenGhns.PathOf("ghn3_micro.pt")).GetProperty("total_norm").GetDouble();
        JsonElement half = Inspect(GoldenGhns.PathOf("ghn3_micro_bf16.pt"));
        Assert.Equal("bfloat16", half.GetProperty("tensors")[0].GetProperty("type").GetString());
        Assert.InRange(half.GetProperty("total_norm").GetDouble(), full * 0.999, full * 1.001);
    }

    private static JsonElement Inspect(string path) => JsonDocument.Parse(Tool.Run("inspect", path, "--json").Success()).RootElement;

    private static IEnumerable<int> Sizes(JsonElement sizes) => sizes.EnumerateArray().Select(size => size.GetInt32());

    [GeneratedRegex(@" +[\d.E-]+$", RegexOptions.Multiline)]
    private static partial Regex LastNumber();
}

using System.Text.Json;
using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Networks.Tests;

/// <summary>Genotypes, configurations and their JSON; what networks of cells refuse.</summary>
public class DeepNetTests
{
    private static readonly CellGenotype Nothing = new([new(CellOperation.None, 0), new(CellOperation.None, 1)], [2]);

    [Fact]
    public void Json_keeps_an_architecture()
    {
        IEnumerable<DeepNet> sample = GoldenSample.Networks("dense").Select(entry => entry.Architecture);
        foreach (DeepNet architecture in PredefinedDeepNets.All(32).Concat(sample))
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                DeepNetJson.Write(json, architecture);
            }

            using var document = JsonDocument.Parse(stream.ToArray());
            Assert.Equal(architecture, DeepNetJson.Parse(document.RootElement, "here"));
        }
    }

    [Theory]
    [InlineData("{}", "genotype")]
    [InlineData("[]", "a list where an object")]
    [InlineData("""{"genotype": {"normal": [["conv_2x2", 0], ["none", 1]]}}""", "conv_2x2 is not one of the operations none, max_pool_3x3")]
    [InlineData("""{"genotype": {"normal": [["none", 0], ["none"]]}}""", "pair")]
    [InlineData("""{"genotype": {"normal": [["none", 0], ["none", 2]], "normal_concat": [2]}}""", "state 2")]
    [InlineData("""{"genotype": {"normal": [["none", 0], ["none", 1]], "normal_concat": [3]}}""", "states 2 to 2")]
    [InlineData("""{"genotype": {"normal": [["none", 0], ["none", 1]], "normal_concat": [2], "reduce": []}}""", "reduce_concat")]
    [InlineData("""{"genotype": {"normal": [], "normal_concat": [2]}}""", "1 to 15 steps")]
    public void Wrong_json_is_explained(string text, string complaint)
    {
        using var document = JsonDocument.Parse(text);
        var error = Assert.Throws<InvalidFileException>(() => DeepNetJson.Parse(document.RootElement, "wrong.json"));
        Assert.StartsWith("wrong.json, the architecture: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"n_cells\": 0", "n_cells is 0")]
    [InlineData("\"n_cells\": 4, \"C\": 15", "C is 15, but should be an even number")]
    [InlineData("\"n_cells\": 4, \"ks\": 4", "ks is 4")]
    [InlineData("\"n_cells\": 4, \"stem_type\": 2", "stem_type is 2")]
    [InlineData("\"n_cells\": 4, \"fc_layers\": 3", "fc_layers is 3")]
    [InlineData("\"n_cells\": 4.5", "")]
    public void Configurations_out_of_range_are_refused(string arguments, string complaint)
    {
        const string Cell = """[["none", 0], ["conv_1x1", 1]]""";
        const string Cells = $$"""{"normal": {{Cell}}, "normal_concat": [2], "reduce": {{Cell}}, "reduce_concat": [2]}""";
        using var document = JsonDocument.Parse($"{{\"genotype\": {Cells}, {arguments}}}");
        var error = Assert.Throws<InvalidFileException>(() => DeepNetJson.Parse(document.RootElement, "wrong.json"));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_that_let_nothing_through_are_refused()
    {
        var architecture = new DeepNet(new Genotype(Nothing, Nothing), new DeepNetConfiguration());
        var error = Assert.Throws<InvalidRequestException>(() => architecture.ToNetwork());
        Assert.Contains("No data flows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_that_cannot_be_halved_are_refused()
    {
        DeepNet architecture = PredefinedDeepNets.Darts(32);
        var error = Assert.Throws<InvalidRequestException>(() => architecture.ToNetwork(10, imageSize: 30));
        Assert.Contains("multiple of 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Genotypes_that_are_wired_alike_are_equal()
    {
        Genotype one = PredefinedDeepNets.Darts(32).Genotype;
        Genotype other = PredefinedDeepNets.Darts(224).Genotype;
        Assert.Equal(one, new Genotype(new CellGenotype(one.Normal.Branches, one.Normal.Outputs), other.Reduction));
        Assert.NotEqual(one, PredefinedDeepNets.ProgressiveDarts(32).Genotype);
        Assert.NotEqual(one.Normal, new CellGenotype(one.Normal.Branches, [2, 3, 4]));
    }
}

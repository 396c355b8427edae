using System.Text.Json;
using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Properties;

namespace Ghn.Cli.Tests;

public sealed class SearchCommandTests : IDisposable
{
    private static readonly string Ghn = GoldenGhns.PathOf("ghn3_micro_c10.pt");

    private readonly TemporaryFolder _folder = new();

    public SearchCommandTests()
    {
        Tool.Run("embed", "deepnets:val#0-11", "--ghn", Ghn, "-o", _folder.File("e.npz")).Success();
        var embeddings = EmbeddingTable.Load(_folder.File("e.npz"));
        new PropertyTable(["path"], [.. embeddings.Rows.Select(row => (row.Network, (IReadOnlyList<double?>)[row.AveragePath]))])
            .Save(_folder.File("t.csv"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_explains_itself_with_an_example()
    {
        string help = Tool.Run("search", "--help").Success();
        Assert.Contains("Examples:\n  ghn search", help, StringComparison.Ordinal);
        Snapshot.Matches("help.search", help);
    }

    [Fact]
    public void What_it_finds_can_be_embedded_and_predicted_again()
    {
        Tool.Run("property", "fit", "--train", _folder.File("t.csv"), "--embeddings", _folder.File("e.npz"), "-o", _folder.File("p.json"))
            .Success();
        JsonElement report = Search("--draw", "20", "--top", "3", "-o", _folder.File("best.deepnets"));
        Assert.Equal(20, report.GetProperty("drawn").GetInt32());
        JsonElement[] found = [.. report.GetProperty("networks").EnumerateArray()];
        Assert.Equal(3, found.Length);

        string best = $"deepnets:{_folder.File("best.deepnets")}";
        Tool.Run("embed", best, "--ghn", Ghn, "-o", _folder.File("b.npz")).Success();
        string predictions = Tool.Run(
            "property", "predict", _folder.File("p.json"), "--embeddings", _folder.File("b.npz"), "--json").Success();
        Assert.Equal(
            found.Select(network => network.GetProperty("prediction").GetDouble()),
            JsonDocument.Parse(predictions).RootElement.GetProperty("networks").EnumerateArray()
                .Select(network => network.GetProperty("prediction").GetDouble()));
    }

    [Fact]
    public void A_folder_is_gone_on_with_and_knows_its_search()
    {
        string[] run = ["--run", _folder.File("run")];
        Search(["--draw", "5", .. run]);
        JsonElement further = Search(["--draw", "9", .. run]);
        Assert.Equal(Search("--draw", "9").GetRawText(), further.GetRawText());
        Assert.Contains("--draw", Tool.Run(Arguments(["--draw", "5", .. run])).Error, StringComparison.Ordinal);
        Assert.Contains(
            "belongs to another request", Tool.Run(Arguments(["--draw", "9", "--seed", "4", .. run])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_predictor_it_says_what_it_needs() =>
        Assert.Contains("ghn property fit", Tool.Run("search", "--draw", "5").Error, StringComparison.Ordinal);

    [Fact]
    public void A_predictor_of_another_property_is_refused()
    {
        Tool.Run("property", "fit", "--train", _folder.File("t.csv"), "--embeddings", _folder.File("e.npz"), "-o", _folder.File("p.json"))
            .Success();
        Assert.Contains("predicts path", Tool.Run("search", _folder.File("p.json"), "--property", "time").Error, StringComparison.Ordinal);
    }

    private string[] Arguments(string[] further) =>
    [
        "search", "--train", _folder.File("t.csv"), "--embeddings", _folder.File("e.npz"), "--ghn", Ghn, "--json", .. further,
    ];

    private JsonElement Search(params string[] further) => JsonDocument.Parse(Tool.Run(Arguments(further)).Success()).RootElement;
}

using System.Text.Json;
using Ghn.Analysis.Distances;
using Ghn.Analysis.Tests.Embeddings;

namespace Ghn.Analysis.Tests.Distances;

/// <summary>Fréchet distances: by an independent derivation in double precision, and what is known without computing.</summary>
public class FrechetDistanceTests
{
    private const double Relative = 1e-9;

    [Fact]
    public void Distances_of_drawn_points_are_right_of_any_rank()
    {
        foreach (JsonElement golden in Cases("frechet_synthetic.json.gz"))
        {
            double expected = golden.GetProperty("stable").GetProperty("value").GetDouble();
            JsonElement reference = golden.GetProperty("reference");
            double traces = reference.GetProperty("trace_1").GetDouble() + reference.GetProperty("trace_2").GetDouble();
            double actual = FrechetDistance.Between(Points(golden.GetProperty("x")), Points(golden.GetProperty("y")));
            Assert.Equal(expected, actual, Relative * Math.Max(traces, expected));
        }
    }

    [Fact]
    public void Distances_of_embeddings_are_right()
    {
        int compared = 0;
        foreach (JsonElement golden in Cases("frechet_embeddings.json.gz"))
        {
            string[] sets = golden.GetProperty("sets").GetString()!.Split(" vs ");
            string ghn = golden.GetProperty("ghn").GetString()!;
            (IReadOnlyList<double>[] first, IReadOnlyList<double>[] second) = (Set(sets[0], ghn), Set(sets[1], ghn));
            Assert.Equal((golden.GetProperty("n_x").GetInt32(), golden.GetProperty("n_y").GetInt32()), (first.Length, second.Length));
            double expected = golden.GetProperty("stable").GetProperty("value").GetDouble();
            Assert.Equal(expected, FrechetDistance.Between(first, second), Relative * Math.Max(1, expected));
            compared++;
        }

        Assert.True(compared > 10);
    }

    [Fact]
    public void A_set_is_no_distance_from_itself_and_shifts_add_up()
    {
        double[][] points = [[0, 1, 2], [3, -1, 0.5], [1, 1, 1], [2, 0, 7]];
        double[][] shifted = [.. points.Select(point => new[] { point[0] + 3, point[1], point[2] - 4 })];
        Assert.Equal(0, FrechetDistance.Between(points, points), 1e-12);
        Assert.Equal(25, FrechetDistance.Between(points, shifted), 1e-9);
    }

    [Fact]
    public void One_point_has_no_covariance() =>
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between((double[][])[[1, 2]], [[1, 2], [3, 4]]));

    private static JsonElement[] Cases(string file) =>
        [.. GoldenFiles.Json<JsonElement>("analysis", "distance", file).GetProperty("cases").EnumerateArray()];

    private static double[][] Points(JsonElement points) => points.Deserialize<double[][]>()!;

    /// <summary>The embeddings of a set such as <c>sample[0:60]</c>, <c>deepnets deep</c> or <c>torchvision</c>.</summary>
    private static IReadOnlyList<double>[] Set(string description, string ghn)
    {
        string[] words = description.Split(' ', '[', ':', ']');
        IReadOnlyList<JsonElement> rows = GoldenEmbeddings.Rows(words[0]);
        IEnumerable<int> chosen = Enumerable.Range(0, rows.Count);
        if (words.Length > 2)
        {
            chosen = chosen.Skip(int.Parse(words[1])).Take(int.Parse(words[2]) - int.Parse(words[1]));
        }
        else if (words.Length == 2)
        {
            chosen = chosen.Where(i => rows[i][0].GetString()!.StartsWith($"deepnets:{words[1]}#", StringComparison.Ordinal));
        }

        return [.. chosen.Select(i => GoldenEmbeddings.Row(words[0], ghn, i).Select(value => (double)value).ToArray())];
    }
}

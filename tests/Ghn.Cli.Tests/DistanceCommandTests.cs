using System.Text.Json;

namespace Ghn.Cli.Tests;

public class DistanceCommandTests
{
    private static readonly string[] Ghn = ["--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt")];

    /// <summary>SciPy's distances of these graphs: tests/Golden/analysis/distance/hungarian.json.gz.</summary>
    [Theory]
    [InlineData("0", 34)]
    [InlineData("0.5", 68)]
    [InlineData("1", 102)]
    public void Nodes_are_paired_as_well_as_can_be(string degreeWeight, double distance)
    {
        double[][] matrix = Matrix("resnet50", "resnet34", "--metric", "hungarian", "--degree-weight", degreeWeight);
        Assert.Equal([[0, distance], [distance, 0]], matrix);
    }

    [Fact]
    public void Embeddings_are_as_far_from_each_other_as_they_are()
    {
        double[][] matrix = Matrix("alexnet", "resnet18", "deepnets:train#0");
        JsonElement report = JsonDocument.Parse(
            Tool.Run(["embed", "alexnet", "resnet18", "deepnets:train#0", .. Ghn, "--json"]).Success()).RootElement;
        float[][] points =
        [
            .. report.GetProperty("networks").EnumerateArray()
                .Select(row => row.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray()),
        ];
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = 0; j < points.Length; j++)
            {
                Assert.Equal(Math.Sqrt(points[i].Zip(points[j], (a, b) => Math.Pow((double)a - b, 2)).Sum()), matrix[i][j], 1e-9);
            }
        }
    }

    [Fact]
    public void Splits_have_distances_that_do_not_depend_on_their_order()
    {
        double[][] matrix = Matrix("deepnets:train#0-4", "deepnets:val#0-2", "--metric", "frechet");
        Assert.True(matrix[0][1] > 0);
        Assert.Equal(matrix[0][1], matrix[1][0]);
    }

    [Theory]
    [InlineData("name another", "resnet18")]
    [InlineData("is one network", "resnet18", "deepnets:train#0-4", "--metric", "frechet")]
    [InlineData("--degree-weight is for", "resnet18", "alexnet", "--degree-weight", "1")]
    public void What_has_no_distance_is_a_wrong_request(string problem, params string[] request) =>
        Assert.Contains(problem, Tool.Run(["distance", .. request, .. Ghn]).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);

    private static double[][] Matrix(params string[] request) =>
        JsonDocument.Parse(Tool.Run(["distance", .. request, .. Ghn, "--json"]).Success()).RootElement
            .GetProperty("matrix").Deserialize<double[][]>()!;
}

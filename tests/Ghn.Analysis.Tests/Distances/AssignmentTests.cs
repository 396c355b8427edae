using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Analysis.Distances;

namespace Ghn.Analysis.Tests.Distances;

/// <summary>Assignments are the cheapest: SciPy's totals, and all orders tried one by one.</summary>
public class AssignmentTests
{
    [Fact]
    public void Totals_are_SciPys()
    {
        JsonElement golden = GoldenFiles.Json<JsonElement>("analysis", "distance", "hungarian.json.gz");
        JsonElement[] cases = [.. golden.GetProperty("assignments").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement matrix in cases)
        {
            double[][] costs = matrix.GetProperty("cost").Deserialize<double[][]>()!;
            double[][] wide = costs.Length <= costs[0].Length ? costs : Transposed(costs);
            var assignment = Assignment.Solve([.. wide.SelectMany(row => row)], wide.Length, wide[0].Length);
            Assert.Equal(matrix.GetProperty("total").GetDouble(), assignment.Total, 1e-9 * Math.Max(1, Math.Abs(assignment.Total)));
            Assert.Equal(wide.Length, assignment.ColumnOf.Distinct().Count());
        }
    }

    [Fact]
    public void No_order_is_cheaper() => Prop.ForAll(
        Gen.Choose(1, 6).SelectMany(rows => Gen.Choose(rows, 7).SelectMany(columns =>
            Gen.Choose(-3, 3).ListOf(rows * columns).Select(
                costs => (rows, columns, costs.Select(cost => (double)cost).ToArray())))).ToArbitrary(),
        matrix =>
        {
            (int rows, int columns, double[] costs) = matrix;
            return Assignment.Solve(costs, rows, columns).Total == Cheapest(costs, columns, row: 0, rows, taken: 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    public void Matrices_that_are_none_are_refused(int rows, int columns) =>
        Assert.ThrowsAny<ArgumentException>(() => Assignment.Solve([1, 2], rows, columns));

    [Fact]
    public void Costs_are_finite() => Assert.Throws<ArgumentException>(() => Assignment.Solve([double.NaN], 1, 1));

    private static double Cheapest(double[] costs, int columns, int row, int rows, int taken) => row == rows
        ? 0
        : Enumerable.Range(0, columns).Where(column => (taken & (1 << column)) == 0)
            .Min(column => costs[(row * columns) + column] + Cheapest(costs, columns, row + 1, rows, taken | (1 << column)));

    private static double[][] Transposed(double[][] matrix) =>
        [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];
}

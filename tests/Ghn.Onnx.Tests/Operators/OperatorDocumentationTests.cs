namespace Ghn.Onnx.Tests;

/// <summary>What <c>docs/onnx.md</c> says of each operator of ONNX is what becomes of a file of it.</summary>
public class OperatorDocumentationTests
{
    /// <summary>The inputs of files of operators that nothing is known of.</summary>
    private static readonly string[] AnyInputs = ["x", "x x", "x s[0.5]", "x x x"];

    [Fact]
    public void What_becomes_of_each_operator_is_written()
    {
        IEnumerable<string> names = OnnxSpecification.Names.Order(StringComparer.OrdinalIgnoreCase);
        string[][] places = [.. names.Select(name => (string[])[name, Place(name)])];
        string[] columns = ["run and predicted", "passed through", "refused"];
        new DocumentedTable("operators").Match(
        [
            $"{string.Join(", ", columns.Select(column => $"{places.Count(place => place[1] == column)} {column}"))}:",
            string.Empty,
            $"| operator | {string.Join(" | ", columns)} |",
            "|---|---|---|---|",
            .. places.Select(place => $"| {place[0]} | {string.Join(" | ", columns.Select(column => column == place[1] ? "yes" : " "))} |"),
        ]);
    }

    [Fact]
    public void Operators_of_other_domains_are_refused_by_the_name_of_the_domain()
    {
        ProbeResult result = ProbeResult.Of(new OperatorProbe("ai.onnx.ml:Normalizer-1 x"));
        Assert.StartsWith(
            "node probe (Normalizer): the operation belongs to ai.onnx.ml, not to ONNX", result.Refusal, StringComparison.Ordinal);
    }

    private static string Place(string name) =>
        IsRight(OperatorProbes.OnImages, name) ? "run and predicted"
        : IsRight(OperatorProbes.OnConstants, name) ? "passed through"
        : "refused";

    /// <summary>Whether an operator's files are read; numbers that are not ONNX Runtime's are a fault whatever the table says.</summary>
    private static bool IsRight(IEnumerable<OperatorProbe> probes, string name)
    {
        OperatorProbe[] own = [.. probes.Where(probe => probe.Operator == name)];
        OperatorProbe[] tried = own.Length > 0
            ? own
            : [.. AnyInputs.Select(inputs => new OperatorProbe($"{name}-{Latest(name)} {inputs}"))];
        return tried.Aggregate(false, (isRight, probe) => IsRight(probe, isValid: own.Length > 0) || isRight);
    }

    /// <summary>Whether a file is read, and gives the right numbers.</summary>
    private static bool IsRight(OperatorProbe probe, bool isValid)
    {
        ProbeResult result = ProbeResult.Of(probe);
        if (result.Numbers is null && !isValid)
        {
            return false;
        }

        ProbeResult right = ProbeResult.Right(probe);
        Assert.True(right.Numbers is not null, $"{probe.Line} is no valid file: {right.Refusal}");
        Assert.True(result.Numbers is null || right.IsLike(result), $"{probe.Line} gives other numbers.");
        return result.Numbers is not null;
    }

    private static int Latest(string name) => OnnxSpecification.Versions(name).Keys.Max();
}

using FsCheck;
using FsCheck.Fluent;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Training.Tests;

public sealed class SplitTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_tells_all_of_a_network()
    {
        var output = new StringWriter();
        SplitTable.Write(
            [
                new SplitScore("test", 7, "ghn.pt", 1_234_567, 130, new Evaluation(10_000, 0.2741, 0.75, 2.125, 0),
                    TimeSpan.FromMilliseconds(12_345.6)),
                new SplitScore(
                    "resnet50", null, "a,b \"c\"", 23_520_842, 164, new Evaluation(100, 0, 0, double.NaN, 100), TimeSpan.Zero, "diverged"),
            ],
            output);
        Assert.Equal(
            """"
            split,index,weights,parameters,nodes,images,top1,top5,loss,not_finite,seconds,failure
            test,7,ghn.pt,1234567,130,10000,0.2741,0.75,2.125,0,12.346,
            resnet50,,"a,b ""c""",23520842,164,100,0,0,NaN,100,0,diverged

            """",
            output.ToString(),
            ignoreLineEndingDifferences: false);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("@x.pt", "'@x.pt")]
    [InlineData("-x.pt", "'-x.pt")]
    [InlineData("-1e5", "-1e5")]
    [InlineData("a\e[31m\nb,c", "\"a\\x1b[31m\\nb,c\"")]
    public void Names_break_no_row_and_are_no_formulas(string name, string field)
    {
        var output = new StringWriter();
        SplitTable.Write([new SplitScore(name, null, "ghn", 1, 2, new Evaluation(3, 0.5, 1, 0.25, 0), TimeSpan.FromSeconds(1))], output);
        Assert.Equal($"{field},,ghn,1,2,3,0.5,1,0.25,0,1,", $"{output}".Split('\n')[1]);
    }

    [Fact]
    public void Whatever_is_written_is_read_to_the_last_bit()
    {
        string path = _folder.File("table.csv");
        Gen<string> words = Gen.Elements('a', ',', '"', '\n', '\r', ' ', 'é', '7').ArrayOf().Select(letters => new string(letters));
        Gen<double> numbers = ArbMap.Default.GeneratorFor<double>();
        Gen<SplitScore> scores =
            from split in words
            from method in words
            from failure in words
            from index in Gen.Choose(-1, 1000)
            from number in numbers
            from other in numbers
            select new SplitScore(
                split, index < 0 ? null : index, method, 5, 6, new Evaluation(7, number, other, -number, 8), TimeSpan.FromSeconds(1.25),
                failure.Length > 0 ? failure : null);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(scores.ListOf().ToArbitrary(), list =>
        {
            var output = new StringWriter();
            SplitTable.Write(list, output);
            File.WriteAllText(path, output.ToString());
            (IReadOnlyList<SplitScore> read, long length) = SplitTable.Read(path);
            Assert.Equal(
                list.Select(score => score with
                {
                    Split = Shown(score.Split),
                    Method = Shown(score.Method),
                    Failure = score.Failure is { } text ? Shown(text) : null,
                }),
                read);
            Assert.Equal(new FileInfo(path).Length, length);
        }));
    }

    private static string Shown(string name) =>
        name.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}

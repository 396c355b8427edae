using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public sealed class SplitRunTests : IDisposable
{
    private readonly SmallSplit _split = new();
    private readonly TemporaryFolder _folder = new();
    private readonly SplitMethod[] _methods;
    private readonly IReadOnlyList<SplitScore> _whole;

    public SplitRunTests()
    {
        _methods = [_split.Predicted, SmallSplit.Trained(BaselineRecipes.Sgd(2))];
        _whole = Run("whole").Run();
    }

    public void Dispose()
    {
        _split.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Scores_come_by_method_and_then_by_network()
    {
        Assert.Equal(
            from method in (string[])["ghn", "sgd:2"] from index in Enumerable.Range(0, 5) select (method, (int?)index),
            _whole.Select(score => (score.Method, score.Index)));
        Assert.Equal(_whole.Select(Untimed), Run("whole").Run().Select(Untimed));
    }

    [Fact]
    public void Interrupted_after_any_network_it_ends_with_the_same_scores()
    {
        for (int cut = 1; cut < _whole.Count; cut += 3)
        {
            int before = 0;
            Assert.Throws<OperationCanceledException>(() => Run($"cut{cut}").Run(score =>
            {
                if (++before >= cut)
                {
                    throw new OperationCanceledException($"It ends with {score.Name}.");
                }
            }));
            SplitRun second = Run($"cut{cut}");
            Assert.Equal(before, second.Kept.Count);
            int after = 0;
            Assert.Equal(_whole.Select(Untimed), second.Run(_ => after++).Select(Untimed));
            Assert.Equal(_whole.Count, before + after);
        }
    }

    [Fact]
    public void A_name_that_cannot_be_shown_as_it_is_is_known_again()
    {
        EvaluatedArchitecture[] members = [SmallSplit.Members[0] with { Split = "=\e[31m\n" }];
        SplitRun NewRun() => new(new RunDirectory(_folder.File("hostile")), SmallSplit.Evaluator, members, [_split.Predicted]);
        SplitScore first = NewRun().Run().Single();
        SplitRun second = NewRun();
        Assert.Equal("=\e[31m\n", second.Kept.Single().Split);
        Assert.Equal(Untimed(first), Untimed(second.Run(_ => Assert.Fail("It is evaluated again.")).Single()));
        Assert.DoesNotContain('\e', File.ReadAllText(TableOf("hostile")));
    }

    [Fact]
    public void Cut_off_at_any_byte_the_table_continues_behind_its_last_whole_row()
    {
        byte[] table = File.ReadAllBytes(TableOf("whole"));
        int[] rowEnds = [.. table.Index().Where(entry => entry.Item == '\n').Select(entry => entry.Index + 1)];
        Directory.CreateDirectory(_folder.File("torn"));
        File.Copy(TrainingsOf("whole"), TrainingsOf("torn"));
        for (int length = rowEnds[^3]; length <= table.Length; length++)
        {
            File.WriteAllBytes(TableOf("torn"), table[..length]);
            Assert.Equal(rowEnds.Count(end => end <= length) - 1, Run("torn").Kept.Count);
        }

        File.WriteAllBytes(TableOf("torn"), table[..(rowEnds[^2] + 5)]);
        Assert.Equal(_whole.Select(Untimed), Run("torn").Run().Select(Untimed));
        Assert.Equal(rowEnds.Length, File.ReadAllLines(TableOf("torn")).Length);
    }

    [Fact]
    public void A_heading_that_was_cut_off_is_written_again()
    {
        Directory.CreateDirectory(_folder.File("torn"));
        File.WriteAllText(TableOf("torn"), "split,ind");
        new SplitRun(new RunDirectory(_folder.File("torn")), SmallSplit.Evaluator, [SmallSplit.Members[0]], [_split.Predicted]).Run();
        Assert.Equal(File.ReadLines(TableOf("whole")).First(), File.ReadLines(TableOf("torn")).First());
    }

    [Fact]
    public void Networks_and_methods_may_join()
    {
        var directory = new RunDirectory(_folder.File("grown"));
        new SplitRun(directory, SmallSplit.Evaluator, [SmallSplit.Members[3]], [_methods[1]]).Run();
        new SplitRun(directory, SmallSplit.Evaluator, [SmallSplit.Members[1]], [_methods[0]]).Run();
        SplitRun run = Run("grown");
        Assert.Equal([("ghn", 1), ("sgd:2", 3)], run.Kept.Select(score => (score.Method, score.Index!.Value)));
        Assert.Equal(_whole.Select(Untimed), run.Run().Select(Untimed));
    }

    [Theory]
    [InlineData(0, "top1", "top-1", "the heading")]
    [InlineData(2, "small", "small,", "row 2")]
    [InlineData(3, "ghn,", "ghn,many ", "row 3, column parameters")]
    [InlineData(10, "sgd:2", "sgd:2\0,", "row 10")]
    public void A_damaged_table_is_one_clear_error(int row, string text, string damaged, string place)
    {
        string[] lines = File.ReadAllLines(TableOf("whole"));
        lines[row] = lines[row].Replace(text, damaged, StringComparison.Ordinal);
        File.WriteAllText(TableOf("whole"), string.Concat(lines.Select(line => $"{line}\n")));
        InvalidFileException error = Assert.Throws<InvalidFileException>(() => Run("whole"));
        Assert.StartsWith($"{TableOf("whole")}, {place}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("or delete the file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_another_network_by_the_same_name_are_refused()
    {
        long parameters = SmallSplit.Members[2].CountParameters!();
        string table = File.ReadAllText(TableOf("whole"));
        string row = $"small,2,ghn,{parameters},";
        Assert.Contains(row, table, StringComparison.Ordinal);
        File.WriteAllText(TableOf("whole"), table.Replace(row, "small,2,ghn,312345,", StringComparison.Ordinal));
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Run("whole"));
        Assert.StartsWith($"small#2 has {parameters} parameters, but 312345 in the networks.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_a_training_whose_recipe_nobody_told_are_refused()
    {
        File.Delete(TrainingsOf("whole"));
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Run("whole"));
        Assert.Contains("has networks with sgd:2 by an earlier version, which does not tell", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate 0.025", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Choose another folder with --run, or delete that one.", error.Message, StringComparison.Ordinal);

        // Predicted networks have no recipe, and a training that is not there yet may join.
        SplitRun predicted = new(new RunDirectory(_folder.File("whole")), SmallSplit.Evaluator, SmallSplit.Members, [_split.Predicted]);
        Assert.Equal(5, predicted.Kept.Count);
        SplitMethod adam = SmallSplit.Trained(BaselineRecipes.Adam(2));
        Assert.Empty(new SplitRun(new RunDirectory(_folder.File("whole")), SmallSplit.Evaluator, SmallSplit.Members, [adam]).Kept);
    }

    [Fact]
    public void Scores_of_a_training_by_another_recipe_are_refused()
    {
        Recipe recipe = BaselineRecipes.Sgd(2);
        SplitMethod other = SmallSplit.Trained(recipe with { WeightDecay = 0.125 });
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => new SplitRun(
            new RunDirectory(_folder.File("whole")), SmallSplit.Evaluator, [SmallSplit.Members[0]], [other]));
        Assert.Contains("by another recipe ('sgd:2: Sgd, learning rate 0.025, ", error.Message, StringComparison.Ordinal);
        Assert.Contains("weight decay 0.0003", error.Message, StringComparison.Ordinal);
        Assert.Contains("weight decay 0.125", error.Message, StringComparison.Ordinal);
        Assert.Equal(_whole.Select(Untimed), Run("whole").Run(_ => Assert.Fail("It is evaluated again.")).Select(Untimed));
    }

    [Fact]
    public void A_file_that_is_no_text_is_one_clear_error()
    {
        File.WriteAllBytes(TableOf("whole"), [0xFF, 0xFE, 0x80]);
        Assert.Contains(
            "no table of evaluated networks", Assert.Throws<InvalidFileException>(() => Run("whole")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_and_methods_are_there_once()
    {
        var directory = new RunDirectory(_folder.File("twice"));
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(
            () => new SplitRun(directory, SmallSplit.Evaluator, [.. SmallSplit.Members, SmallSplit.Members[2]], _methods));
        Assert.StartsWith("small#2 is to be evaluated twice with ghn", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidRequestException>(
            () => new SplitRun(directory, SmallSplit.Evaluator, SmallSplit.Members, [_methods[0], _methods[0]]));
    }

    private static SplitScore Untimed(SplitScore score) => score with { Time = TimeSpan.Zero };

    private SplitRun Run(string name) => new(new RunDirectory(_folder.File(name)), SmallSplit.Evaluator, SmallSplit.Members, _methods);

    private string TrainingsOf(string name) => Path.Combine(_folder.File(name), "trainings.txt");

    private string TableOf(string name) => Path.Combine(_folder.File(name), SplitRun.TableName);
}

using Ghn.Cli.Progress;

namespace Ghn.Cli.Tests.Progress;

public class ProgressLinesTests
{
    [Fact]
    public void Where_no_terminal_can_be_drawn_on_lines_tell_how_far_the_work_is()
    {
        string[] lines = Follow(TimeSpan.Zero).Split('\n');
        Assert.Matches(@"^Training: 7/10 steps(, \d+(\.\d+)?/s, 0:\d\d left)?$", lines[0]);
        Assert.Matches(@"^Training: 9/10 steps(, \d+(\.\d+)?/s, 0:\d\d left)?, loss 1\.23$", lines[1]);
        Assert.Equal(string.Empty, Assert.Single(lines[2..]));
    }

    [Fact]
    public void Work_that_is_soon_done_has_no_lines() => Assert.Empty(Follow(TimeSpan.FromDays(1)));

    private static string Follow(TimeSpan interval)
    {
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Null, error, ShowsProgress: false, Width: 100, CancellationToken.None)
        {
            LineInterval = interval,
        };
        terminal.Track(
            "Training",
            10,
            "steps",
            tracker =>
            {
                tracker.Advance();
                tracker.Show("loss 1.23");
                tracker.Advance(2);
            },
            first: 6);
        return error.ToString();
    }
}

using Ghn.Cli.Progress;

namespace Ghn.Cli.Tests.Progress;

public class ProgressDisplayTests
{
    private const string ShowCursor = "\e[?25h";
    private const string ClearLine = "\e[2K";

    [Fact]
    public void A_watched_terminal_shows_how_far_the_work_is_and_what_it_says()
    {
        string shown = Watch(tracker =>
        {
            tracker.Advance();
            tracker.Advance(2);
            tracker.Show("loss 1.23");
        });

        Assert.Contains("Evaluating [small] networks", shown, StringComparison.Ordinal);
        Assert.Contains("3/4 images", shown, StringComparison.Ordinal);
        Assert.Contains("loss 1.23", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_display_goes_and_the_cursor_returns_when_the_work_ends()
    {
        string shown = Watch(tracker => tracker.Advance(4));
        Assert.Contains(ClearLine, shown[shown.IndexOf("4/4 images", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.EndsWith(ShowCursor, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_work_is_the_callers_and_leaves_a_clean_terminal()
    {
        var error = new StringWriter();
        Assert.Throws<IOException>(() => Track(error, isWatched: true, _ => throw new IOException("the disk is full")));
        Assert.EndsWith(ShowCursor, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_watching_means_silence()
    {
        var error = new StringWriter();
        bool hasRun = false;
        Track(error, isWatched: false, tracker =>
        {
            tracker.Advance();
            tracker.Show("loss 1.23");
            hasRun = true;
        });
        Assert.True(hasRun);
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Work_does_not_begin_after_an_interruption(bool isWatched)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, isWatched, Width: 100, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => terminal.Track("Evaluating", 4, "images", _ => Assert.Fail("It began.")));
    }

    [Fact]
    public void A_work_that_continues_begins_where_it_stopped()
    {
        var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, ShowsProgress: true, Width: 100, CancellationToken.None);
        terminal.Track("Training", 10, "steps", tracker => tracker.Advance(), first: 6);
        Assert.Contains("7/10 steps", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_takes_the_display_away_for_good()
    {
        using var source = new CancellationTokenSource();
        var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, ShowsProgress: true, Width: 100, source.Token);
        string interrupted = string.Empty;
        terminal.Track("Training", 10, "steps", tracker =>
        {
            source.Cancel();
            interrupted = error.ToString();
            tracker.Advance();
        });

        Assert.EndsWith(ShowCursor, interrupted, StringComparison.Ordinal);
        Assert.Equal(interrupted, error.ToString());
    }

    [Theory]
    [InlineData("one\r\ntwo\r\nthree", "\r\e[2K\e[1A\r\e[2K\e[1A\r\e[2K\e[?25h")]
    [InlineData("one\r\n", "\r\e[2K\e[1A\r\e[2K\e[?25h")]
    [InlineData("one", "\r\e[2K\e[?25h")]
    public void What_stands_on_the_terminal_is_taken_away_once(string drawn, string takenAway)
    {
        var error = new StringWriter();
        using var display = new InterruptibleDisplay(error);
        display.Write(drawn);
        display.Interrupt();
        display.Write("more");
        Assert.Equal(drawn + takenAway, error.ToString());
    }

    [Fact]
    public void Nothing_to_do_can_be_watched_too()
    {
        var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, ShowsProgress: true, Width: 100, CancellationToken.None);
        terminal.Track("Training", 0, "steps", _ => { });
        Assert.Contains("0/0 steps", error.ToString(), StringComparison.Ordinal);
    }

    private static string Watch(Action<IProgressTracker> work)
    {
        var error = new StringWriter();
        Track(error, isWatched: true, work);
        return error.ToString();
    }

    private static void Track(StringWriter error, bool isWatched, Action<IProgressTracker> work) =>
        new Terminal(TextWriter.Null, error, isWatched, Width: 100, CancellationToken.None)
            .Track("Evaluating [small] networks", 4, "images", work);
}

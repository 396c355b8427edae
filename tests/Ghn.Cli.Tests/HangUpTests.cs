namespace Ghn.Cli.Tests;

/// <summary>A terminal that ends is a request to end; a training saves what it has learnt.</summary>
public sealed class HangUpTests : IDisposable
{
    private const int HangUp = 1;
    private const int Terminate = 15;

    /// <summary>More than a test has time for.</summary>
    private const string Epochs = "100000";

    private readonly TrainingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UnixTheory]
    [InlineData("2>&1")]
    [InlineData("2>&-")]
    public void A_training_saves_its_last_step(string redirection)
    {
        string log = Path.Combine(_folder.File("run"), "log.csv");
        using ToolProcess process = Train(string.Empty, redirection);
        process.WaitUntil(() => File.Exists(log) && _folder.Log("run").Length >= 2);

        // The system and the shell each tell; neither insists.
        process.Send(HangUp);
        process.Send(HangUp);
        Assert.Equal(ExitCode.Interrupted, process.Wait().Code);
        string[][] before = _folder.Log("run");
        int steps = before.Length + 1;
        Tool.Run(_folder.Command("run", "--meta-batch", "1", "--epochs", Epochs, "--steps", $"{steps}")).Success();
        Assert.Equal(Enumerable.Range(1, steps).Select(step => $"{step}"), _folder.Log("run").Select(row => row[0]));
        Assert.Equal(before.Select(row => row[2]), _folder.Log("run").Take(before.Length).Select(row => row[2]));
    }

    [UnixFact]
    public void Under_nohup_it_goes_on()
    {
        string log = Path.Combine(_folder.File("run"), "log.csv");
        using ToolProcess process = Train("nohup", "2>&1");
        process.WaitUntil(() => File.Exists(log) && _folder.Log("run").Length >= 1);
        process.Send(HangUp);
        int steps = _folder.Log("run").Length;
        process.WaitUntil(() => _folder.Log("run").Length >= steps + 3);
        process.Send(Terminate);
        Assert.Equal(ExitCode.Interrupted, process.Wait().Code);
    }

    private ToolProcess Train(string before, string redirection)
    {
        string[] arguments = _folder.Command("run", "--meta-batch", "1", "--epochs", Epochs);
        return ToolProcess.Start($"exec {before} ghn {string.Join(' ', arguments.Select(argument => $"'{argument}'"))} {redirection}");
    }
}

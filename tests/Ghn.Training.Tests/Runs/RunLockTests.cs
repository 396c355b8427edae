using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Runs;

public sealed class RunLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_is_one_process_s_until_it_is_given_free()
    {
        var run = new RunDirectory(_folder.File("run"));
        using (RunLock.Take(run))
        {
            var error = Assert.Throws<IOException>(() => RunLock.Take(new RunDirectory(_folder.File("run"))));
            Assert.StartsWith(
                $"{run.Path} is in use by process {Environment.ProcessId} on host {Environment.MachineName}, since 20",
                error.Message,
                StringComparison.Ordinal);
            using RunLock other = RunLock.Take(new RunDirectory(_folder.File("another")));
        }

        RunLock.Take(run).Dispose();
    }

    [Fact]
    public void What_a_dead_process_wrote_into_the_file_claims_nothing()
    {
        var run = new RunDirectory(_folder.File("run"));
        File.WriteAllText(run.PathOf(RunLock.FileName), "process 1 on host elsewhere, since 2020-01-01 00:00:00 UTC\n");
        using RunLock claim = RunLock.Take(run);
        var error = Assert.Throws<IOException>(() => RunLock.Take(run));
        Assert.DoesNotContain("elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_logs_of_a_claimed_folder_can_be_read()
    {
        var run = new RunDirectory(_folder.File("run"));
        using RunLock claim = RunLock.Take(run);
        using var log = new TrainingLog(run, ["loss"]);
        log.Write(1, [0.5]);
        Assert.Equal("step,loss\n1,0.5\n", File.ReadAllText(run.PathOf(TrainingLog.TableName)));
    }

    public void Dispose() => _folder.Dispose();
}

using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public class RunDirectoryTests
{
    [Fact]
    public void A_log_is_a_table_that_continues_where_its_position_says()
    {
        using var folder = new TemporaryFolder();
        var run = new RunDirectory(folder.Path);
        LogPosition position;
        using (var log = new TrainingLog(run, ["loss", "top1"]))
        {
            log.Write(10, [0.5, null]);
            position = log.Position;
            log.Write(20, [0.4, 71.5]);
        }

        using (var log = new TrainingLog(run, ["loss", "top1"], position))
        {
            log.Write(20, [1 / 3.0, 72]);
            Assert.Throws<ArgumentException>(() => log.Write(30, [1]));
        }

        Assert.Equal("step,loss,top1\n10,0.5,\n20,0.3333333,72\n", run.ReadText(TrainingLog.TableName));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_clear_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var error = Assert.Throws<IOException>(() => new RunDirectory(folder.File("file/run")));
        Assert.StartsWith($"{folder.File("file/run")} cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("choose another folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_one_clear_error()
    {
        if (!OperatingSystem.IsLinux())
        {
            // The device that is always full exists on Linux only.
            return;
        }

        using var folder = new TemporaryFolder();
        var run = new RunDirectory(folder.Path);
        File.CreateSymbolicLink(run.PathOf(TrainingLog.TableName), "/dev/full");
        var error = Assert.Throws<IOException>(() => new TrainingLog(run, ["loss"]));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", error.Message, StringComparison.Ordinal);
    }
}

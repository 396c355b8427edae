using Ghn.Training.Runs;

namespace Ghn.Cli.Tests;

/// <summary>What commands do with a folder that somebody else has, or whose images are others than before.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TrainingFolder _folder = new();

    private string Run => _folder.File("run");

    [Fact]
    public void A_second_process_is_told_of_the_first_and_a_killed_one_claims_nothing()
    {
        string[] training = _folder.Command("run", "--meta-batch", "1", "--epochs", "1000", "--checkpoint-minutes", "0");
        using ChildTool first = ChildTool.Start(training);
        string log = Path.Combine(Run, "log.csv");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(log) && File.ReadAllText(log).Split('\n').Length > 3, TimeSpan.FromMinutes(1)));

        string owner = $"{Run} is in use by process {first.Id} on host {Environment.MachineName}";
        string[][] others =
        [
            training,
            ["finetune", "squeezenet1_1", "--init", "rand", "--data", _folder.Data, "--steps", "1", "--run", Run],
            ["compare", "squeezenet1_1", "--inits", "rand", "--data", _folder.Data, "--steps", "1", "--run", Run],
            ["eval", "deepnets:test#0-1", "--data", _folder.Data, "--run", Run],
        ];
        foreach (string[] other in others)
        {
            Assert.StartsWith($"ghn: {owner}", Tool.Run(other).Complaint(ExitCode.Failed), StringComparison.Ordinal);
        }

        first.Kill();
        int steps = File.ReadAllLines(log).Length - 1;
        Assert.Contains($": {steps + 2} steps", Tool.Run([.. training, "--steps", $"{steps + 2}"]).Success(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_images_spelt_otherwise_are_the_same()
    {
        Train("1", _folder.Data).Success();
        string path = _folder.Data["cifar10:".Length..];
        string link = _folder.File("link");
        Directory.CreateSymbolicLink(link, path);
        Train("2", $"{_folder.Data}/").Success();
        Train("3", $"cifar10:{Path.GetDirectoryName(path)}/./{Path.GetFileName(path)}").Success();
        Train("4", $"cifar10:{link}").Success();
        using ChildTool relative = ChildTool.StartIn(path, Training("5", "cifar10:."));
        relative.Wait().Success();
    }

    [Fact]
    public void Other_images_in_the_same_place_are_refused_with_what_differs()
    {
        Train("1", _folder.Data).Success();
        string file = _folder.File("data_batch_3.bin");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        string complaint = Train("2", _folder.Data).Complaint(ExitCode.WrongRequest);
        Assert.Contains($"{Run} belongs to other images ('training pixels: ", complaint, StringComparison.Ordinal);

        bytes[^1] ^= 1;
        bytes[0] = 7;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("'training labels: ", Train("2", _folder.Data).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_images_are_refused_by_each_command()
    {
        (string Part, string File, string[] Command)[] cases =
        [
            ("training", "data_batch_1.bin", ["finetune", "squeezenet1_1", "--init", "rand", "--steps", "1"]),
            ("test", "test_batch.bin", ["compare", "squeezenet1_1", "--inits", "rand", "--steps", "1", "--seeds", "1"]),
            ("test", "test_batch.bin", ["eval", "deepnets:test#0-0"]),
        ];
        foreach ((string part, string file, string[] request) in cases)
        {
            string[] command = [.. request, "--data", _folder.Data, "--run", _folder.File(request[0])];
            Assert.Equal(ExitCode.Done, Tool.Run(command).Code);
            byte[] bytes = File.ReadAllBytes(_folder.File(file));
            bytes[5] ^= 1;
            File.WriteAllBytes(_folder.File(file), bytes);
            string complaint = Tool.Run(command).Complaint(ExitCode.WrongRequest);
            Assert.Contains($"belongs to other images ('{part} pixels: ", complaint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_of_and_the_one_before_is_used()
    {
        Train("3", _folder.Data, "--checkpoint-minutes", "0").Success();
        string checkpoint = Path.Combine(Run, "checkpoint.safetensors");
        byte[] bytes = File.ReadAllBytes(checkpoint);
        bytes[^1] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);
        ToolResult result = Train("4", _folder.Data);
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.StartsWith($"ghn: {checkpoint}, metadata, xxh128: the checksum is ", result.Error, StringComparison.Ordinal);
        string previous = Path.Combine(Run, "checkpoint.previous.safetensors");
        Assert.EndsWith($"Continuing from the checkpoint before it, {previous}.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3", "4"], _folder.Log("run").Select(row => row[0]));
    }

    [Fact]
    public void The_lock_s_file_is_empty_when_nobody_has_the_folder()
    {
        Train("1", _folder.Data).Success();
        Assert.Equal(0, new FileInfo(Path.Combine(Run, RunLock.FileName)).Length);
    }

    public void Dispose() => _folder.Dispose();

    private ToolResult Train(string steps, string data, params string[] options) => Tool.Run([.. Training(steps, data), .. options]);

    private string[] Training(string steps, string data)
    {
        string[] command = _folder.Command("run", "--meta-batch", "1", "--steps", steps);
        command[Array.IndexOf(command, "--data") + 1] = data;
        return command;
    }
}

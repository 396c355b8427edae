using System.Text.Json;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public sealed class FinetuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FinetuneCommandTests()
    {
        foreach (string file in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            File.WriteAllBytes(_folder.File($"{file}.bin"), Images(new Random(file[^1])));
        }

        File.WriteAllLines(_folder.File("batches.meta.txt"), Enumerable.Range(0, 10).Select(label => $"class {label}"));
    }

    private string Run => _folder.File("run");

    [Fact]
    public void A_training_gives_a_table_weights_a_log_and_an_event_file()
    {
        string output = _folder.File("out.pt");
        string text = Finetune("--init", "rand", "--steps", "4", "--seeds", "2", "--log-every", "2", "--run", Run, "-o", output).Success();
        Assert.Contains("network  squeezenet1_1, 0.728 M parameters, 10 classes, images of 3×32×32\n", text, StringComparison.Ordinal);
        Assert.Contains("data     CIFAR-10 train (100 images), judged by CIFAR-10 test (20)\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "custom: sgd, learning rate 0.01 (cosine), weight decay 0.0001, 4 steps of 16 images", text, StringComparison.Ordinal);
        Assert.Matches(@"top-1    \d+\.\d\d ± \d+\.\d\d % over 2 seeds", text);

        string[] rows = File.ReadAllLines(Path.Combine(Run, "seed1", "log.csv"));
        Assert.Equal("step,epoch,loss,top1,learning_rate,seconds,images_per_second", rows[0]);
        Assert.Equal(["1", "2", "3", "4"], rows.Skip(1).Select(row => row.Split(',')[0]));
        Assert.True(File.Exists(Path.Combine(Run, "seed0", "events.out.tfevents.ghn")));
        Assert.False(File.Exists(Path.Combine(Run, "seed0", "checkpoint.safetensors")));
        using StateDict saved = StateDict.Load(output);
        using StateDict kept = StateDict.Load(Path.Combine(Run, "seed0", "weights.safetensors"));
        Assert.Equal(kept["classifier.1.weight"].Values.ToArray(), saved["classifier.1.weight"].Values.ToArray());
    }

    [Fact]
    public void A_grid_is_searched_on_held_out_images()
    {
        string json = Finetune(
            "--init", "orth", "--steps", "6", "--lr", "0.01,1e6", "--wd", "0,1e-4", "--shots", "3", "--held-out", "2",
            "--schedule", "constant", "--json").Success();
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal(30, report.GetProperty("data").GetProperty("images").GetInt32());
        JsonElement[] search = [.. report.GetProperty("search").EnumerateArray()];
        Assert.Equal([0.01, 1e6, 0.01, 1e6], search.Select(point => point.GetProperty("learning_rate").GetDouble()));
        Assert.Equal([0, 0, 1e-4, 1e-4], search.Select(point => point.GetProperty("weight_decay").GetDouble()));
        Assert.Equal(JsonValueKind.Null, search[1].GetProperty("top1").ValueKind);
        Assert.Contains("not finite", search[1].GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(0.01, report.GetProperty("recipe").GetProperty("learning_rate").GetDouble());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("run").ValueKind);
    }

    [Fact]
    public void The_scale_of_the_noise_is_a_choice_for_ghn_orth_only()
    {
        string[] arguments =
            ["--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "--steps", "1", "--beta", "1e-5,0.5", "--held-out", "1", "--json"];
        JsonElement chosen = Report("ghn-orth");
        Assert.Equal([1e-5, 0.5], chosen.GetProperty("search").EnumerateArray().Select(point => point.GetProperty("beta").GetDouble()));
        Assert.Equal(90, chosen.GetProperty("data").GetProperty("images").GetInt32());
        JsonElement plain = Report("ghn");
        Assert.Empty(plain.GetProperty("search").EnumerateArray());

        JsonElement Report(string start)
        {
            ToolResult result = Finetune(["--init", start, .. arguments]);
            Assert.Equal((ExitCode.Done, 1), (result.Code, result.Error.Count(character => character == '\n')));
            Assert.Contains("warning: squeezenet1_1 is not adapted to images of 32×32", result.Error, StringComparison.Ordinal);
            return JsonDocument.Parse(result.Output).RootElement;
        }
    }

    [Fact]
    public void Optimisers_lengths_sizes_and_layers_are_choices_too()
    {
        string json = DespiteWarnings(Finetune(
            "--init", "ghn-orth", "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "--recipe", "ghn-orth", "--shots", "2", "--held-out",
            "1",
            "--lr", "0.01", "--wd", "0", "--beta", "0", "--epochs", "0.5,1", "--from-layer", "0,3", "--image-size", "32", "--seeds", "1",
            "--json"));
        JsonElement[] search = [.. JsonDocument.Parse(json).RootElement.GetProperty("search").EnumerateArray()];
        Assert.Equal(8, search.Select(point => $"{point}").Distinct().Count());
        Assert.Equal(["sgd", "adamw"], search.Take(2).Select(point => point.GetProperty("optimizer").GetString()));
        Assert.Equal([0, 0, 3, 3], search.Take(4).Select(point => point.GetProperty("from_layer").GetInt32()));
        Assert.Equal([0.5, 1], search.Select(point => point.GetProperty("epochs").GetDouble()).Distinct());
    }

    [Fact]
    public void A_recipe_may_choose_the_size_of_images()
    {
        string text = Finetune(
            "--init", "rand", "--recipe", "ghn-orth", "--shots", "1", "--held-out", "1", "--optimizer", "sgd", "--lr", "0.01", "--wd", "0",
            "--epochs", "1", "--seeds", "1", "--run", Run).Success();
        Assert.Matches(@"learning rate +weight decay +image size +held-out top-1", text);
        Assert.Equal(["lr0.01_wd0_size224", "lr0.01_wd0_size32"],
            Directory.GetDirectories(Path.Combine(Run, "grid")).Select(Path.GetFileName).Order());
        Assert.Matches("images of 3×(224×224|32×32)", text);
    }

    [Fact]
    public void Images_held_out_of_the_labels_are_trained_on_once_the_choice_is_made()
    {
        string[] arguments =
            ["--init", "rand", "--recipe", "cifar10-100shot", "--steps", "1", "--shots", "4", "--held-out", "1", "--wd", "0", "--json"];
        JsonElement report = JsonDocument.Parse(Finetune([.. arguments, "--lr", "0.01,0.02"]).Success()).RootElement;
        Assert.Equal(40, report.GetProperty("data").GetProperty("images").GetInt32());
        Assert.Equal((2, 3), (report.GetProperty("search").GetArrayLength(), report.GetProperty("seeds").GetArrayLength()));
    }

    [Fact]
    public void Residual_networks_choose_among_three_rates_where_weights_are_predicted()
    {
        string[] arguments = ["--recipe", "resnet-90ep", "--steps", "1", "--held-out", "1", "--seeds", "1", "--json"];
        string predicted = DespiteWarnings(Finetune(["--init", "ghn", "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), .. arguments]));
        JsonElement[] search = [.. JsonDocument.Parse(predicted).RootElement.GetProperty("search").EnumerateArray()];
        Assert.Equal([0.1, 0.025, 0.01], search.Select(point => point.GetProperty("learning_rate").GetDouble()));
        JsonElement random = JsonDocument.Parse(Finetune(["--init", "rand", .. arguments]).Success()).RootElement;
        Assert.Empty(random.GetProperty("search").EnumerateArray());
        Assert.Equal(0.1, random.GetProperty("recipe").GetProperty("learning_rate").GetDouble());
    }

    [Fact]
    public void An_interrupted_training_continues_and_ends_with_the_same_weights()
    {
        string[] arguments = ["--init", "rand", "--steps", "30", "--log-every", "1", "--eval-every", "30"];
        Finetune([.. arguments, "--run", _folder.File("whole")]).Success();

        using var stop = new CancellationTokenSource();
        using var watch = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(Run, "seed0")).FullName, "log.csv");
        watch.Changed += (_, change) =>
        {
            if (new FileInfo(change.FullPath).Length > 100)
            {
                stop.Cancel();
            }
        };
        watch.EnableRaisingEvents = true;
        ToolResult first = Tool.Run(stop.Token, Arguments([.. arguments, "--run", Run]));
        Assert.Equal(ExitCode.Interrupted, first.Code);
        Assert.Equal($"ghn: saved in {Run}; the same command continues from there.\nghn: interrupted.\n", first.Error);
        Assert.True(File.Exists(Path.Combine(Run, "seed0", "checkpoint.safetensors")));

        Finetune([.. arguments, "--run", Run]).Success();
        Assert.Equal(
            File.ReadAllBytes(_folder.File("whole/seed0/weights.safetensors")),
            File.ReadAllBytes(Path.Combine(Run, "seed0", "weights.safetensors")));
    }

    [Fact]
    public void A_folder_with_trainings_of_another_request_is_refused()
    {
        Finetune("--init", "rand", "--steps", "1", "--run", Run).Success();
        string complaint = Finetune("--init", "rand", "--steps", "1", "--lr", "0.5", "--run", Run).Complaint(ExitCode.WrongRequest);
        Assert.Contains($"{Run} belongs to another request ('lr: 0.01', now 'lr: 0.5')", complaint, StringComparison.Ordinal);
        Finetune("--init", "rand", "--steps", "1", "--seeds", "2", "--run", Run).Success();
    }

    [Fact]
    public void A_training_that_diverges_fails_with_one_line()
    {
        string complaint = Finetune("--init", "rand", "--steps", "9", "--lr", "1e6").Complaint(ExitCode.Failed);
        Assert.Contains("the loss is not finite at step", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_one_line()
    {
        File.WriteAllText(_folder.File("file"), string.Empty);
        string complaint = Finetune("--init", "rand", "--run", _folder.File("file/run")).Complaint(ExitCode.Failed);
        Assert.Contains("choose another folder", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_a_file_with_other_classes_can_be_a_start()
    {
        Zoo.Create("squeezenet1_1").Initialize(seed: 1).Save(_folder.File("start.safetensors"));
        string text = Finetune("--init", _folder.File("start.safetensors"), "--steps", "1").Success();
        Assert.Contains("10 classes", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_a_wrong_request()
    {
        (string Complaint, string[] Arguments)[] cases =
        [
            ("there is no file nothing.pt", ["--init", "nothing.pt"]),
            ("missing.pt does not exist", ["--init", "ghn", "--ghn", "missing.pt"]),
            ("squeezenet1_1 has no residual branches", ["--init", "fixup"]),
            ("--lr takes a number from 1e-12 to 1e+06, or several with commas between them, not "
                + "'0.1;0.2'", ["--init", "rand", "--lr", "0.1;0.2"]),
            ("--recipe takes one of cifar10-100shot, ghn-orth, fewshot-cifar100, imagenet-tenth", ["--init", "rand", "--recipe", "mine"]),
            ("--optimizer takes one of sgd, adam, adamw, or several with commas between them, not "
                + "'sgd,lion'", ["--init", "rand", "--optimizer", "sgd,lion"]),
            ("--steps and --epochs say the same thing", ["--init", "rand", "--epochs", "3"]),
            ("Lower --shots", ["--init", "rand", "--shots", "1000"]),
            ("more than --classes 4", ["--init", "rand", "--classes", "4"]),
            ("choose one of", ["--init", "rand", "-o", "weights.txt"]),
        ];
        foreach ((string complaint, string[] arguments) in cases)
        {
            string given = Tool.Run(Arguments([.. arguments, "--steps", "1"])).Complaint(ExitCode.WrongRequest);
            Assert.Contains(complaint, given, StringComparison.OrdinalIgnoreCase);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Two images of each class, each a patch of its class's brightness in noise.</summary>
    private static byte[] Images(Random random)
    {
        byte[] file = new byte[20 * 3073];
        random.NextBytes(file);
        for (int image = 0; image < 20; image++)
        {
            file[image * 3073] = (byte)(image % 10);
            file.AsSpan((image * 3073) + 1, 1500).Fill((byte)(25 * (image % 10)));
        }

        return file;
    }

    private static string DespiteWarnings(ToolResult result)
    {
        Assert.Equal(ExitCode.Done, result.Code);
        return result.Output;
    }

    private ToolResult Finetune(params string[] arguments) => Tool.Run(Arguments(arguments));

    private string[] Arguments(string[] arguments) =>
        ["finetune", "squeezenet1_1", "--data", $"cifar10:{_folder.Path}", "--batch", "16", .. arguments];
}

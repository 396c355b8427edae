using System.Text.Json;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Files of weights as people have them: nothing is filled in or left out without a word.</summary>
public class GivenWeightsTests
{
    private const string Statistic = "layer1.0.bn1.running_mean";

    [Fact]
    public void Missing_statistics_are_named_where_the_network_runs_by_them()
    {
        using var folder = new TemporaryFolder();
        string images = SaveImages(folder);
        string whole = Save(folder, "whole.pt", _ => true);
        string without = Save(folder, "without.pt", name => name != Statistic);
        string parameters = Save(folder, "parameters.pt", name => !name.Contains("running", StringComparison.Ordinal));
        string uncounted = Save(folder, "uncounted.pt", name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal));

        string right = Tool.Run("run", "resnet18", "--classes", "10", "--weights", whole, "--input", images).Success();
        Assert.Equal(right, Tool.Run("run", "resnet18", "--classes", "10", "--weights", uncounted, "--input", images).Success());
        foreach (string file in (string[])[without, parameters])
        {
            string[] network = ["resnet18", "--classes", "10", "--weights", file, "--input", images];
            Assert.Contains(
                "layer1.0.bn1.running_mean", Tool.Run(["run", .. network]).Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
            Assert.NotEmpty(Tool.Run(["run", .. network, "--mode", "train"]).Success());
            Assert.Contains(
                "running statistics that are missing",
                Tool.Run("convert", file, folder.File("x.onnx"), "--network", "resnet18", "--classes", "10").Complaint(
                    ExitCode.WrongRequest),
                StringComparison.Ordinal);
            Assert.False(File.Exists(folder.File("x.onnx")));
            string data = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
            Assert.Contains(
                "running statistics that are missing",
                Tool.Run("eval", "resnet18", "--weights", file, "--bn", "running", "--image-size", "64", "--data", data).Complaint(
                    ExitCode.WrongRequest),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Weights_for_another_number_of_classes_are_refused_with_the_number_to_pass()
    {
        using var folder = new TemporaryFolder();
        string images = SaveImages(folder);
        string weights = Save(folder, "whole.pt", _ => true);
        string data = $"cifar10:{Path.Combine(GoldenGhns.PathOf(".."), "images")}";
        foreach (string[] request in (string[][])
        [
            ["run", "resnet18", "--weights", weights, "--input", images],
            ["eval", "resnet18", "--classes", "12", "--image-size", "64", "--weights", weights, "--data", data],
            ["convert", weights, folder.File("x.onnx"), "--network", "resnet18", "--classes", "7"],
        ])
        {
            Assert.Contains(
                "The weights are for 10 classes: pass --classes 10, or",
                Tool.Run(request).Complaint(ExitCode.WrongRequest),
                StringComparison.Ordinal);
        }

        string another = Tool.Run("run", "resnet34", "--weights", weights, "--input", images).Complaint(ExitCode.WrongRequest);
        Assert.DoesNotContain("pass --classes", another, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_the_published_kind_have_their_images_transformed_and_it_is_said()
    {
        using var folder = new TemporaryFolder();
        using (StateDict weights = Zoo.Create("googlenet").Initialize(1))
        {
            weights["conv1.bn.running_mean"].Values[0] = 0.1f;
            foreach ((string _, Tensor kernel) in weights.Where(entry => entry.Value.Shape.Rank == 4))
            {
                // A fresh network's signals vanish.
                foreach (ref float value in kernel.Values)
                {
                    value *= 5;
                }
            }

            weights.Save(folder.File("published.pt"));
        }

        using (Tensor images = Tensor.Zeros([1, 3, 64, 64]))
        {
            new StateDict { { "images", images } }.Save(folder.File("images.npy"));
        }

        string[] run =
            ["run", "googlenet", "--image-size", "64", "--weights", folder.File("published.pt"), "--input", folder.File("images.npy")];
        ToolResult open = Tool.Run(run);
        Assert.Contains("transformed first (transform_input)", open.Error, StringComparison.Ordinal);
        string on = Tool.Run([.. run, "--transform-input", "on"]).Success();
        Assert.Equal((0, on), (open.Code, open.Output));
        Assert.NotEqual(on, Tool.Run([.. run, "--transform-input", "off"]).Success());

        // Files that say it need not be guessed at, and exported networks hold it.
        string[] convert =
            ["convert", folder.File("published.pt"), folder.File("network.onnx"), "--network", "googlenet", "--image-size", "64"];
        Assert.Contains("transform_input", Tool.Run(convert).Error, StringComparison.Ordinal);
        string[] imported = ["run", folder.File("network.onnx"), "--input", folder.File("images.npy")];
        Assert.Equal(on, Tool.Run(imported).Success());
        Assert.Contains(
            "input, transform_input", Tool.Run("graph", "googlenet", "--transform-input", "on").Success(), StringComparison.Ordinal);
        Assert.DoesNotContain("transform_input", Tool.Run("graph", "googlenet").Success(), StringComparison.Ordinal);
        Assert.Contains(
            "--transform-input is for googlenet and inception_v3",
            Tool.Run("graph", "resnet18", "--transform-input", "on").Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_state_dicts_one_is_named_or_said_to_be_taken()
    {
        using var folder = new TemporaryFolder();
        string images = SaveImages(folder);
        using StateDict first = Zoo.Create("squeezenet1_1", 10).Initialize(1);
        using StateDict second = Zoo.Create("squeezenet1_1", 10).Initialize(2);
        first.Save(folder.File("first.pt"));
        second.Save(folder.File("second.pt"));
        StateDictFile.Save(folder.File("both.pt"), first, new Dictionary<string, object?>
        {
            ["ema"] = second.ToDictionary(entry => entry.Key, entry => (object?)entry.Value),
        });

        ToolResult usual = Run("both.pt");
        Assert.Contains("holds other state dicts, too: ema", usual.Error, StringComparison.Ordinal);
        Assert.Equal((0, Run("first.pt").Success()), (usual.Code, usual.Output));
        Assert.Equal(Run("second.pt").Success(), Run("both.pt", "--key", "ema").Success());
        Assert.Contains(
            "no state dict under average", Run("both.pt", "--key", "average").Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
        Assert.Contains("give that by --weights", Run(null, "--key", "ema").Complaint(ExitCode.WrongRequest), StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(Tool.Run("inspect", folder.File("both.pt"), "--json").Success()).RootElement;
        Assert.Equal("ema", report.GetProperty("other_state_dicts")[0].GetString());

        ToolResult Run(string? file, params string[] more) => Tool.Run(
            ["run", "squeezenet1_1", "--classes", "10", "--input", images,
                .. file is null ? Array.Empty<string>() : ["--weights", folder.File(file)], .. more]);
    }

    [Fact]
    public void Shards_are_inspected_and_converted_as_one()
    {
        using var folder = new TemporaryFolder();
        new StateDict { { "a", Tensor.From<float>([3, 4], [2]) } }.Save(folder.File("1.safetensors"));
        new StateDict { { "b", Tensor.From<float>([12], [1]) } }.Save(folder.File("2.safetensors"));
        string index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, """{"metadata": {}, "weight_map": {"b": "2.safetensors", "a": "1.safetensors"}}""");

        JsonElement report = JsonDocument.Parse(Tool.Run("inspect", index, "--json").Success()).RootElement;
        Assert.Equal(13, report.GetProperty("total_norm").GetDouble(), 12);
        Assert.Equal(["2.safetensors", "1.safetensors"], report.GetProperty("shards").EnumerateArray().Select(shard => shard.GetString()));
        Tool.Run("convert", index, folder.File("whole.npz")).Success();
        using StateDict whole = StateDict.Load(folder.File("whole.npz"));
        Assert.Equal(["b", "a"], whole.Names);
    }

    private static string SaveImages(TemporaryFolder folder)
    {
        using Tensor images = Tensor.Allocate([1, 3, 64, 64]);
        foreach ((int index, int place) in Enumerable.Range(0, images.Values.Length).Index())
        {
            images.Values[place] = MathF.Sin(index);
        }

        string path = folder.File("images.npy");
        new StateDict { { "images", images } }.Save(path);
        return path;
    }

    private static string Save(TemporaryFolder folder, string file, Func<string, bool> isKept)
    {
        using StateDict state = Zoo.Create("resnet18", 10).Initialize(3);
        var kept = new StateDict();
        foreach ((string name, Tensor tensor) in state.Where(entry => isKept(entry.Key)))
        {
            kept.Add(name, tensor);
        }

        kept.Save(folder.File(file));
        return folder.File(file);
    }
}

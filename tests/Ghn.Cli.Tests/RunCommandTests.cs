using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

public class RunCommandTests
{
    [Theory]
    [InlineData("eval")]
    [InlineData("train")]
    public void The_logits_are_the_networks(string mode)
    {
        using var folder = new TemporaryFolder();
        Network network = Zoo.Create("squeezenet1_1", classCount: 10);
        using StateDict weights = network.Initialize(seed: 7);
        weights.Save(folder.File("weights.safetensors"));
        using Tensor images = SaveImages(folder, 64);
        string path = folder.File("logits.npy");
        string message = Tool.Run(
            "run", "squeezenet1_1", "--classes", "10", "--weights", folder.File("weights.safetensors"),
            "--input", folder.File("images.npy"), "-o", path, "--mode", mode).Success();

        Assert.Equal($"{path}: logits 2×10\n", message);
        using var model = new Model(network, weights);
        using Tensor expected = model.Predict(images);
        using StateDict saved = StateDict.Load(path);
        Assert.Equal(expected.Values.ToArray(), saved.Single().Value.Values.ToArray());
    }

    [Fact]
    public void Training_gives_auxiliary_outputs_too_and_the_same_each_time()
    {
        using var folder = new TemporaryFolder();
        SaveImages(folder, 64).Dispose();
        string[] arguments = ["run", "googlenet", "--classes", "4", "--input", folder.File("images.npy"), "--mode", "train"];
        string path = folder.File("outputs.npz");
        string json = Tool.Run([.. arguments, "-o", path, "--json"]).Success();

        JsonElement[] outputs = [.. JsonDocument.Parse(json).RootElement.GetProperty("outputs").EnumerateArray()];
        Assert.Equal(["logits", "auxiliary_1", "auxiliary_2"], outputs.Select(output => output.GetProperty("name").GetString()));
        using StateDict saved = StateDict.Load(path);
        foreach (JsonElement output in outputs)
        {
            IEnumerable<JsonElement> values = output.GetProperty("values").EnumerateArray().SelectMany(row => row.EnumerateArray());
            Assert.Equal(saved[output.GetProperty("name").GetString()!].Values.ToArray(), values.Select(value => value.GetSingle()));
        }

        Assert.Equal(json, Tool.Run([.. arguments, "--json"]).Success());
    }

    [Fact]
    public void Without_a_file_the_highest_logits_are_shown()
    {
        using var folder = new TemporaryFolder();
        SaveImages(folder, 64).Dispose();
        string[] lines = Tool.Run("run", "squeezenet1_1", "--input", folder.File("images.npy")).Success().TrimEnd().Split('\n');
        Assert.Matches("^sample +rank +class +logit$", lines[0]);
        Assert.Equal(11, lines.Length);
        Assert.All(lines[1..6], line => Assert.Matches(@"^ +0 +[1-5] +\d+ +-?\d+(\.\d+)?(e-\d+)?$", line));
    }

    [Fact]
    public void What_does_not_fit_is_a_wrong_request()
    {
        using var folder = new TemporaryFolder();
        SaveImages(folder, 20).Dispose();
        Zoo.Create("resnet18").Initialize().Save(folder.File("resnet18.pt"));
        new StateDict { { "x", Tensor.Zeros([3, 8, 8]) } }.Save(folder.File("flat.npy"));
        string images = folder.File("images.npy");
        (string Complaint, string[] Arguments)[] cases =
        [
            ("does not exist", ["alexnet", "--input", "missing.npy"]),
            ("missing.pt does not exist", ["alexnet", "--input", images, "--weights", "missing.pt"]),
            ("alexnet, layer ", ["alexnet", "--input", images]),
            ("which alexnet has not", ["alexnet", "--input", images, "--weights", folder.File("resnet18.pt")]),
            ("[samples, channels, height, width]", ["alexnet", "--input", folder.File("flat.npy")]),
            (".npy or .npz", ["alexnet", "--input", images, "-o", folder.File("y.pt")]),
            ("--mode takes one of eval, train, not 'test'", ["alexnet", "--input", images, "--mode", "test"]),
            ("--input", ["alexnet"]),
        ];
        foreach ((string complaint, string[] arguments) in cases)
        {
            string given = Tool.Run(["run", .. arguments]).Complaint(ExitCode.WrongRequest);
            Assert.Contains(complaint, given, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter '", given, StringComparison.Ordinal);
        }
    }

    private static Tensor SaveImages(TemporaryFolder folder, int size)
    {
        var random = new Random(3);
        Tensor images = Tensor.Allocate([2, 3, size, size]);
        foreach (ref float value in images.Values)
        {
            value = random.NextSingle();
        }

        new StateDict { { "images", images } }.Save(folder.File("images.npy"));
        return images;
    }
}

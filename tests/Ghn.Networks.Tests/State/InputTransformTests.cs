using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Networks.Tests;

/// <summary>GoogLeNet and Inception v3 on the images that torchvision's published weights want.</summary>
public class InputTransformTests
{
    private static readonly float[] Means = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f];

    [TorchvisionFact]
    public void Weights_of_the_published_kind_give_torchvisions_logits()
    {
        string folder = Directory.CreateTempSubdirectory("ghn-transform-").FullName;
        string script = Path.Combine(Repository.Root, "tests", "Ghn.Networks.Tests", "State", "TransformedInput.py");
        (int exitCode, _, string errors) = Python.Start([script, folder]);
        Assert.True(exitCode == 0, errors);
        foreach ((string name, int size) in (IEnumerable<(string, int)>)[("googlenet", 96), ("inception_v3", 299)])
        {
            using StateDict weights = StateDict.Load(Path.Combine(folder, $"{name}.pt"));
            Network plain = Zoo.Create(name, imageSize: size);
            Network fitted = InputTransform.Fit(plain, weights);

            Assert.True(InputTransform.IsIn(fitted));
            AssertNear(Array(folder, $"{name}.right"), Logits(fitted, weights, Array(folder, $"{name}.images")));
            AssertNear(Array(folder, $"{name}.plain"), Logits(plain, weights, Array(folder, $"{name}.images")));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Transformed_input_is_another_normalisation_of_the_same_pixels()
    {
        Network plain = Zoo.Create("googlenet", classCount: 7, imageSize: 64);
        Network transformed = Zoo.Create("googlenet", classCount: 7, imageSize: 64, transformsInput: true);
        using StateDict weights = plain.Initialize(5);
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, 3 * 64 * 64).Select(_ => random.NextSingle())];
        using Tensor imageNet = Tensor.From<float>(
            [.. pixels.Select((pixel, i) => (pixel - Means[i / 4096]) / Deviations[i / 4096])], [1, 3, 64, 64]);
        using Tensor symmetric = Tensor.From<float>([.. pixels.Select(pixel => (2 * pixel) - 1)], [1, 3, 64, 64]);

        AssertNear(Logits(plain, weights, symmetric), Logits(transformed, weights, imageNet));
    }

    [Fact]
    public void Only_weights_of_the_published_kind_want_it()
    {
        Network network = Zoo.Create("googlenet", imageSize: 64);
        using StateDict fresh = network.Initialize();
        Assert.Same(network, InputTransform.Fit(network, fresh));

        using StateDict trained = network.Initialize();
        trained["conv1.bn.running_mean"].Values[3] = 0.25f;
        Network fitted = InputTransform.Fit(network, trained);
        Assert.True(InputTransform.IsIn(fitted));
        Assert.Equal(network.State.Select(entry => entry.Name), fitted.State.Select(entry => entry.Name));

        trained.Metadata[InputTransform.Name] = "false";
        Assert.Same(network, InputTransform.Fit(network, trained));
        fresh.Metadata[InputTransform.Name] = "true";
        Assert.True(InputTransform.IsIn(InputTransform.Fit(network, fresh)));

        Network ten = Zoo.Create("googlenet", classCount: 10, imageSize: 64);
        using StateDict trainedForTen = ten.Initialize();
        trainedForTen["conv1.bn.running_mean"].Values[3] = 0.25f;
        Assert.Same(ten, InputTransform.Fit(ten, trainedForTen));

        Network other = Zoo.Create("resnet18", imageSize: 64);
        using StateDict ofOther = other.Initialize();
        ofOther["bn1.running_mean"].Values[3] = 0.25f;
        Assert.Same(other, InputTransform.Fit(other, ofOther));
        Assert.Throws<InvalidRequestException>(() => Zoo.Create("resnet18", transformsInput: true));
    }

    private static Tensor Logits(Network network, StateDict weights, Tensor images)
    {
        using var model = new Model(network, weights);
        return model.Predict(images);
    }

    private static Tensor Array(string folder, string name) => StateDict.Load(Path.Combine(folder, $"{name}.npy")).First().Value;

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        float largest = expected.Values.ToArray().Max(Math.Abs);
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.ElementCount; i++)
        {
            Assert.InRange(actual.Values[i], expected.Values[i] - (1e-5f * largest), expected.Values[i] + (1e-5f * largest));
        }
    }
}

using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Training.Initializations;

namespace Ghn.Training.Tests;

public class FileInitializationTests
{
    [Fact]
    public void A_classification_layer_of_other_classes_is_fresh_and_a_larger_kernel_gives_its_centre()
    {
        using var folder = new TemporaryFolder();
        using StateDict saved = Zoo.Create("resnet18").Initialize(seed: 8);
        saved["bn1.running_mean"].Values.Fill(0.5f);
        saved.Save(folder.File("resnet18.pt"));
        Network small = Zoo.Create("resnet18", classCount: 10, imageSize: 32);
        using StateDict random = small.Initialize(seed: 2);
        using StateDict weights = Initialization.FromFile(folder.File("resnet18.pt")).Create(small, seed: 2);

        Assert.Equal(random["fc.weight"].Values.ToArray(), weights["fc.weight"].Values.ToArray());
        Assert.Equal(random["fc.bias"].Values.ToArray(), weights["fc.bias"].Values.ToArray());
        Assert.Equal(saved["layer4.1.conv2.weight"].Values.ToArray(), weights["layer4.1.conv2.weight"].Values.ToArray());
        Assert.All(weights["bn1.running_mean"].Values.ToArray(), mean => Assert.Equal(0.5f, mean));
        Assert.Equal([3, 3], weights["conv1.weight"].Shape.Skip(2));
        Assert.Equal(saved["conv1.weight"].Values[(49 * 5) + (7 * 2) + 4], weights["conv1.weight"].Values[(9 * 5) + 2]);
        Assert.Equal(saved["conv1.weight"].Values[(49 * 191) + (7 * 4) + 3], weights["conv1.weight"].Values[(9 * 191) + 7]);
    }

    [Fact]
    public void All_other_mismatches_are_told_at_once()
    {
        using var folder = new TemporaryFolder();
        using StateDict saved = Zoo.Create("resnet18", classCount: 10).Initialize();
        saved["layer1.0.conv1.weight"] = Tensor.Zeros([64, 32, 3, 3]);
        var incomplete = new StateDict { { "stranger", Tensor.Zeros([1]) } };
        foreach ((string name, Tensor tensor) in saved.Where(entry => entry.Key != "bn1.bias"))
        {
            incomplete.Add(name, tensor);
        }

        incomplete.Save(folder.File("w.safetensors"));
        var error = Assert.Throws<InvalidFileException>(
            () => Initialization.FromFile(folder.File("w.safetensors")).Create(Zoo.Create("resnet18", classCount: 10), seed: 0));
        Assert.Contains("stranger is none of the network's", error.Message, StringComparison.Ordinal);
        Assert.Contains("bn1.bias 64 is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("layer1.0.conv1.weight is 64×32×3×3 instead of 64×64×3×3", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A counter in a dimension of its own, of 32 bits; and one that was halved with the rest.</summary>
    [Fact]
    public void Counters_of_other_forms_are_taken()
    {
        using var folder = new TemporaryFolder();
        Network network = Zoo.Create("resnet18", classCount: 10);
        using StateDict saved = network.Initialize();
        saved["bn1.num_batches_tracked"] = Tensor.From<int>([7], [1]);
        saved["layer1.0.bn1.num_batches_tracked"] = Conversion.ToFloat16(Tensor.From<float>([9], []));
        saved.Save(folder.File("w.safetensors"));
        using StateDict weights = Initialization.FromFile(folder.File("w.safetensors")).Create(network, seed: 0);

        Assert.Equal(7, weights["bn1.num_batches_tracked"].Elements<long>()[0]);
        Assert.Equal(9, weights["layer1.0.bn1.num_batches_tracked"].Elements<long>()[0]);
    }

    [Fact]
    public void Weights_of_16_bits_are_widened()
    {
        using var folder = new TemporaryFolder();
        var network = new NetworkBuilder("tiny", [1, 1, 1]);
        Network architecture = network.Build(network.Input.Flatten().Linear("fc", 2));
        new StateDict
        {
            { "fc.weight", Tensor.From<Half>([(Half)0.5f, (Half)(-2f)], [2, 1]) },
            { "fc.bias", Tensor.From<Half>([(Half)1f, (Half)3f], [2]) },
        }.Save(folder.File("half.safetensors"));
        using StateDict weights = Initialization.FromFile(folder.File("half.safetensors")).Create(architecture, seed: 0);
        Assert.Equal([0.5f, -2f], weights["fc.weight"].Values.ToArray());
        Assert.Equal([1f, 3f], weights["fc.bias"].Values.ToArray());
    }
}

using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;

namespace Ghn.Networks.Tests;

/// <summary>The variants for images of 32×32 that the reference evaluates and fine-tunes.</summary>
public class SmallImageTests
{
    private const int ClassCount = 10;

    public static TheoryData<string> Names => [.. Zoo.Names.Where(name => name != "inception_v3")];

    [Theory, MemberData(nameof(Names))]
    public void State_keeps_names_and_all_shapes_but_the_first(string name)
    {
        Network small = Zoo.Create(name, ClassCount, ZooOptions.SmallImageSize);
        Network large = Zoo.Create(name, ClassCount);

        Assert.Equal(large.State.Select(entry => entry.Name), small.State.Select(entry => entry.Name));
        IEnumerable<string> changed = small.State.Zip(large.State)
            .Where(pair => pair.First.Shape != pair.Second.Shape)
            .Select(pair => $"{pair.First.Name} {pair.First.Shape}");
        Assert.Equal(ExpectedChanges(name), changed);
    }

    [Theory, MemberData(nameof(Names))]
    public void Last_feature_maps_are_as_large_as_the_strides_leave_them(string name)
    {
        Network network = Zoo.Create(name, ClassCount, ZooOptions.SmallImageSize);
        if (network.Nodes.LastOrDefault(node => node.Layer is AdaptiveAvgPool2d) is { } pool)
        {
            int size = ExpectedSize(name);
            Assert.Equal([size, size], network.Nodes[pool.Inputs[0]].OutputShape.Dimensions[1..].ToArray());
        }
        else
        {
            Assert.StartsWith("vit_", name);
        }
    }

    [Fact]
    public void Images_of_33_pixels_are_not_small()
    {
        Network network = Zoo.Create("resnet18", ClassCount, ZooOptions.SmallImageSize + 1);
        Assert.Equal([64, 3, 7, 7], network.State[0].Shape);
        Assert.Contains(network.Nodes, node => node.Name == "maxpool");
    }

    /// <summary>The reference changes strides after torchvision has decided which blocks are residual.</summary>
    [Fact]
    public void Blocks_without_stride_gain_no_residual_connection()
    {
        static int Sums(int imageSize) => Zoo.Create("mobilenet_v3_small", ClassCount, imageSize).Nodes.Count(node => node.Layer is Add);
        Assert.Equal(Sums(224), Sums(ZooOptions.SmallImageSize));
    }

    /// <summary>The size of the last feature maps, worked out from the strides that are left.</summary>
    private static int ExpectedSize(string name) => name switch
    {
        "alexnet" => 5,
        "vgg13_bn" or "vgg16_bn" or "vgg19_bn" or "googlenet" => 2,
        "mobilenet_v2" or "mobilenet_v3_large" => 8,
        "mobilenet_v3_small" => 16,
        _ => name.Split('_')[0].TrimEnd([.. "0123456789"]) switch
        {
            "vgg" or "resnet" or "resnext" or "wide" or "densenet" => 4,
            "convnext" => 3,
            "mnasnet" or "shufflenet" => 2,
            "squeezenet" or "regnet" or "efficientnet" or "swin" => 1,
            _ => throw new ArgumentException($"What size have the last feature maps of {name}?", nameof(name)),
        },
    };

    private static string[] ExpectedChanges(string name)
    {
        if (name.Contains("resne", StringComparison.Ordinal))
        {
            return ["conv1.weight 64×3×3×3"];
        }

        if (name.StartsWith("densenet", StringComparison.Ordinal))
        {
            return [$"features.conv0.weight {(name == "densenet161" ? 96 : 64)}×3×3×3"];
        }

        if (name.StartsWith("vit_", StringComparison.Ordinal))
        {
            int patches = 32 / int.Parse(name.Split('_')[^1]);
            int features = name.StartsWith("vit_b", StringComparison.Ordinal) ? 768 : 1024;
            return [$"encoder.pos_embedding 1×{1 + (patches * patches)}×{features}"];
        }

        return [];
    }
}

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

    /// <summary>The size of the last feature maps, worked out from the strides that are left.</summary>
    [Theory]
    [InlineData("alexnet", 5)]
    [InlineData("vgg11", 4)]
    [InlineData("vgg11_bn", 4)]
    [InlineData("vgg13", 4)]
    [InlineData("vgg13_bn", 2)]
    [InlineData("vgg16", 4)]
    [InlineData("vgg16_bn", 2)]
    [InlineData("vgg19", 4)]
    [InlineData("vgg19_bn", 2)]
    [InlineData("resnet18", 4)]
    [InlineData("resnet152", 4)]
    [InlineData("wide_resnet50_2", 4)]
    [InlineData("resnext50_32x4d", 4)]
    [InlineData("densenet121", 4)]
    [InlineData("densenet161", 4)]
    [InlineData("googlenet", 2)]
    [InlineData("squeezenet1_1", 1)]
    [InlineData("regnet_x_400mf", 1)]
    [InlineData("mobilenet_v2", 8)]
    [InlineData("mnasnet0_5", 2)]
    public void Last_feature_maps_are_as_large_as_the_strides_leave_them(string name, int expected)
    {
        Network network = Zoo.Create(name, ClassCount, ZooOptions.SmallImageSize);
        NetworkNode pool = network.Nodes.Last(node => node.Layer is AdaptiveAvgPool2d);
        Assert.Equal([expected, expected], network.Nodes[pool.Inputs[0]].OutputShape.Dimensions[1..].ToArray());
    }

    [Fact]
    public void Images_of_33_pixels_are_not_small()
    {
        Network network = Zoo.Create("resnet18", ClassCount, ZooOptions.SmallImageSize + 1);
        Assert.Equal([64, 3, 7, 7], network.State[0].Shape);
        Assert.Contains(network.Nodes, node => node.Name == "maxpool");
    }

    private static string[] ExpectedChanges(string name)
    {
        if (name.StartsWith("resne", StringComparison.Ordinal) || name.StartsWith("wide_resnet", StringComparison.Ordinal))
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

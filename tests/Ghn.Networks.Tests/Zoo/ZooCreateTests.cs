using FsCheck;
using FsCheck.Fluent;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Names, options and refusals of the zoo.</summary>
public class ZooCreateTests
{
    [Fact]
    public void The_zoo_holds_the_74_architectures_of_torchvision()
    {
        Assert.Equal(74, Zoo.Architectures.Count);
        Assert.Equal(GoldenZoo.Names.Order(), Zoo.Names.Order());
    }

    [Fact]
    public void Every_name_is_contained_and_bears_its_network()
    {
        Assert.All(Zoo.Names, name => Assert.True(Zoo.Contains(name)));
        Assert.All(Zoo.Names, name => Assert.Equal(name, Zoo.Create(name).Name));
        Assert.False(Zoo.Contains("resnet51"));
    }

    [Theory]
    [InlineData("resnet51", "resnet50 or resnet18 or resnet34?")]
    [InlineData("ResNet-50", "resnet50")]
    [InlineData("mobilenetv2", "mobilenet_v2")]
    [InlineData("inceptionv3", "inception_v3")]
    public void An_unknown_name_suggests_the_nearest(string name, string suggestion)
    {
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Zoo.Create(name));
        Assert.Contains($"The zoo has no architecture called {name}. Did you mean {suggestion}", error.Message);
    }

    [Fact]
    public void A_name_like_no_other_lists_them_all()
    {
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Zoo.Create("perceptron"));
        Assert.All(Zoo.Names, name => Assert.Contains(name, error.Message));
    }

    [Fact]
    public void No_classes_and_no_pixels_are_refused()
    {
        Assert.Equal("classCount", Assert.Throws<ArgumentOutOfRangeException>(() => Zoo.Create("alexnet", classCount: 0)).ParamName);
        Assert.Equal("imageSize", Assert.Throws<ArgumentOutOfRangeException>(() => Zoo.Create("alexnet", imageSize: 0)).ParamName);
    }

    [Theory]
    [InlineData("inception_v3", 32)]
    [InlineData("inception_v3", 107)]
    [InlineData("alexnet", 48)]
    [InlineData("vgg11", 7)]
    [InlineData("squeezenet1_0", 20)]
    public void Too_small_images_are_refused_by_naming_the_layer(string name, int imageSize)
    {
        ArgumentException? error = Record.Exception(() => Zoo.Create(name, imageSize: imageSize)) as ArgumentException;
        Assert.Matches($"^{name}, layer [A-Za-z0-9_.]+: .* does not fit into an input of size [0-9]+; a larger", error?.Message);
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("resnet50", "resnet50", 0)]
    [InlineData("vgg11", "vgg_11", 1)]
    public void Edit_distance_counts_changes(string from, string to, int expected) =>
        Assert.Equal(expected, NearestNames.EditDistance(from, to));

    [Fact]
    public void Edit_distance_is_a_metric() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll((NonNull<string> a, NonNull<string> b, NonNull<string> c) =>
        {
            int ab = NearestNames.EditDistance(a.Get, b.Get);
            return ab == NearestNames.EditDistance(b.Get, a.Get)
                && ab == 0 == (a.Get == b.Get)
                && ab <= NearestNames.EditDistance(a.Get, c.Get) + NearestNames.EditDistance(c.Get, b.Get);
        }));
}

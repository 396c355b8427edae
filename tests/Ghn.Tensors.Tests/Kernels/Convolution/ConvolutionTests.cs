using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Convolutions and their gradients against the definition.</summary>
public sealed class ConvolutionTests
{
    [Fact]
    public void Dense_and_grouped_convolutions_equal_the_definition() =>
        Require(250, ConvolutionCase.Generator(groupChannels: 9, groups: 3, size: 13));

    [Fact]
    public void Convolutions_of_many_channels_equal_the_definition() =>
        Require(25, ConvolutionCase.Generator(groupChannels: 70, groups: 1, size: 10));

    [Fact]
    public void Depthwise_convolutions_equal_the_definition() =>
        Require(250, ConvolutionCase.Generator(groupChannels: 1, groups: 9, size: 40));

    [Theory]
    [InlineData(2, 3, 32, 32, 20, 7, 2, 3, 1)]
    [InlineData(3, 64, 14, 14, 40, 3, 1, 1, 1)]
    [InlineData(5, 40, 7, 7, 500, 1, 1, 0, 1)]
    [InlineData(2, 500, 7, 7, 30, 3, 1, 1, 1)]
    [InlineData(33, 48, 1, 1, 20, 1, 1, 0, 1)]
    [InlineData(2, 24, 28, 28, 24, 5, 2, 2, 24)]
    [InlineData(2, 24, 14, 14, 24, 7, 1, 3, 24)]
    [InlineData(2, 12, 56, 56, 24, 3, 2, 1, 12)]
    [InlineData(2, 3, 64, 64, 24, 4, 4, 0, 1)]
    [InlineData(1, 30, 57, 57, 60, 1, 2, 0, 1)]
    [InlineData(0, 4, 8, 8, 4, 3, 1, 1, 1)]
    public void Layers_of_known_networks_equal_the_definition(
        int batch, int inChannels, int height, int width, int outChannels, int kernel, int stride, int padding, int groups) =>
        new ConvolutionCase(new ConvolutionGeometry(
            batch, inChannels, height, width, outChannels, kernel, kernel, stride, stride, padding, padding, 1, 1, groups)).Check();

    [Fact]
    public void Tensors_of_other_shapes_are_refused()
    {
        var geometry = new ConvolutionGeometry(1, 4, 8, 8, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2);
        using Tensor input = Tensor.Zeros([1, 4, 8, 8]);
        using Tensor weight = Tensor.Zeros([6, 4, 3, 3]);
        using Tensor output = Tensor.Zeros([1, 6, 8, 8]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Convolution2d.Forward(geometry, input, weight, null, output));
        Assert.Contains("6×2×3×3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_must_divide_the_channels()
    {
        var geometry = new ConvolutionGeometry(1, 4, 8, 8, 6, 3, 3, 1, 1, 1, 1, 1, 1, 4);
        using Tensor any = Tensor.Zeros([1]);
        Assert.Throws<ArgumentException>(() => Convolution2d.Forward(geometry, any, any, null, any));
    }

    private static void Require(int count, Gen<ConvolutionGeometry> geometries) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(geometries.ToArbitrary(), geometry => new ConvolutionCase(geometry).Check()));
}

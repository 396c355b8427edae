using Ghn.Networks.Architectures;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>How transformers follow the size of the images.</summary>
public class TransformerImageSizeTests
{
    [Theory]
    [InlineData("vit_b_16", 224, 197)]
    [InlineData("vit_b_16", 384, 577)]
    [InlineData("vit_b_32", 224, 50)]
    [InlineData("vit_l_16", 16, 2)]
    public void Vision_transformers_embed_a_place_per_patch_and_one_for_the_class(string name, int imageSize, int places)
    {
        Network network = Zoo.Create(name, imageSize: imageSize);
        Shape embedding = network.State.Single(entry => entry.Name == "encoder.pos_embedding").Shape;
        Assert.Equal(places, embedding[1]);
        Assert.Equal("class_token", network.State[0].Name);
    }

    [Theory]
    [InlineData("vit_b_16", 230, 224)]
    [InlineData("vit_b_16", 232, 224)]
    [InlineData("vit_b_32", 240, 256)]
    [InlineData("vit_l_32", 7, 32)]
    public void Vision_transformers_refuse_what_patches_do_not_fill_and_name_a_size_that_they_do(string name, int imageSize, int remedy)
    {
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Zoo.Create(name, imageSize: imageSize));
        Assert.Matches($"^{name} .*--image-size must be a multiple of [0-9]+, such as {remedy}, not {imageSize}\\.$", error.Message);
        Assert.Equal(remedy, Zoo.Create(name, imageSize: remedy).InputShape[1]);
    }

    /// <summary>Maps that windows or merged patches do not divide are filled up.</summary>
    [Theory]
    [InlineData(4, 1, 1, 1, 1)]
    [InlineData(32, 8, 4, 2, 1)]
    [InlineData(90, 22, 11, 6, 3)]
    [InlineData(224, 56, 28, 14, 7)]
    public void Swin_takes_images_of_any_size(int imageSize, params int[] sides)
    {
        Network network = Zoo.Create("swin_t", imageSize: imageSize);
        IEnumerable<int> found = network.Nodes
            .Where(node => node.Layer is ShiftedWindowAttention).Select(node => node.OutputShape)
            .DistinctBy(shape => shape[2]).Select(shape => shape[0]);
        Assert.Equal(sides, found);
    }

    [Fact]
    public void Every_other_window_of_Swin_is_shifted_by_half()
    {
        var layers = Zoo.Create("swin_t").Nodes.Select(node => node.Layer).OfType<ShiftedWindowAttention>();
        Assert.Equal([0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3], layers.Select(layer => layer.Shift));
    }
}

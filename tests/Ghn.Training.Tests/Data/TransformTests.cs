using System.Text.Json;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Transforms;

namespace Ghn.Training.Tests.Data;

/// <summary>Every transform against torchvision's, to the last bit.</summary>
public class TransformTests
{
    private readonly RandomSource _random = new(1, "transforms");

    [Fact]
    public void Resizing_gives_the_bytes_that_Pillow_gives()
    {
        foreach (JsonElement fact in ImageFacts.Of("resized"))
        {
            fact.AssertEquals(new Resize(fact.Size("size")).Apply(fact.Image(), _random));
        }
    }

    [Fact]
    public void Resizing_the_shorter_side_keeps_the_proportions_as_torchvision_rounds_them()
    {
        foreach (JsonElement fact in ImageFacts.Of("shortened"))
        {
            RgbImage resized = new ResizeShorterSide(fact.Int("length")).Apply(fact.Image(), _random);

            Assert.Equal(fact.Size("size"), new Size2d(resized.Height, resized.Width));
            fact.AssertEquals(resized);
        }
    }

    [Fact]
    public void The_middle_is_where_torchvision_finds_it()
    {
        foreach (JsonElement fact in ImageFacts.Of("centered"))
        {
            fact.AssertEquals(new CenterCrop(fact.Size("size")).Apply(fact.Image(), _random));
        }
    }

    [Fact]
    public void A_piece_of_a_padded_image_is_black_outside()
    {
        foreach (JsonElement fact in ImageFacts.Of("padded"))
        {
            int padding = fact.Int("padding");
            fact.AssertEquals(Cropping.Crop(fact.Image(), fact.Int("top") - padding, fact.Int("left") - padding, fact.Int("side")));
        }
    }

    [Fact]
    public void A_random_crop_is_at_every_place_equally_often()
    {
        RgbImage image = Numbered(height: 4, width: 4);
        int[] counts = new int[9];
        for (int i = 0; i < 9000; i++)
        {
            RgbImage piece = new RandomCrop(4, Padding: 1).Apply(image, _random);

            // The piece's second pixel of the second row shows which pixel of the image came there.
            int pixel = piece.Pixels.Span[3 * 5];
            counts[(3 * (pixel / 4)) + (pixel % 4)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void A_mirror_image_is_torchvisions()
    {
        foreach (JsonElement fact in ImageFacts.Of("flipped"))
        {
            fact.AssertEquals(RandomHorizontalFlip.Mirror(fact.Image()));
        }
    }

    [Fact]
    public void Half_of_the_images_are_mirrored()
    {
        RgbImage image = Numbered(height: 1, width: 2);

        int mirrored = Enumerable.Range(0, 1000).Count(_ => new RandomHorizontalFlip().Apply(image, _random).Pixels.Span[0] == 1);

        Assert.InRange(mirrored, 430, 570);
    }

    [Fact]
    public void The_same_draws_choose_the_same_piece_as_in_torchvision()
    {
        foreach (JsonElement fact in ImageFacts.Of("random_resized_crops"))
        {
            var draws = new Queue<double>(fact.GetProperty("draws").EnumerateArray().Select(draw => draw.GetDouble()));
            Size2d size = fact.Size("size");

            (int top, int left, Size2d piece) = RandomResizedCrop.Choose(size.Height, size.Width, draws.Dequeue);

            Assert.Equal(fact.Ints("crop"), new[] { top, left, piece.Height, piece.Width });
            Assert.Empty(draws);
        }
    }

    [Fact]
    public void Normalised_values_are_torchvisions()
    {
        foreach (JsonElement fact in ImageFacts.Of("normalized"))
        {
            ChannelStatistics statistics = fact.GetProperty("statistics").GetString() switch
            {
                "cifar10" => ChannelStatistics.Cifar10,
                "cifar100" => ChannelStatistics.Cifar100,
                _ => ChannelStatistics.ImageNet,
            };
            RgbImage image = fact.Image();
            float[] planes = new float[3 * image.Height * image.Width];

            new ImageTransform((image.Height, image.Width), [], statistics).Apply(image, _random, planes);

            fact.AssertEquals(planes);
        }
    }

    [Fact]
    public void The_standard_transform_of_photographs_is_torchvisions_evaluation()
    {
        foreach (JsonElement fact in ImageFacts.Of("evaluated"))
        {
            int side = fact.Int("crop");
            float[] planes = new float[3 * side * side];

            StandardTransforms.For(new Photographs(), side, isTraining: false).Apply(fact.Image(), _random, planes);

            fact.AssertEquals(planes);
        }
    }

    [Fact]
    public void Small_images_are_resized_where_the_network_wants_another_size()
    {
        CifarDataset dataset = GoldenImages.Cifar10(DataSplit.Test);

        ImageTransform transform = StandardTransforms.For(dataset, 64, isTraining: true);

        Assert.Equal([new RandomCrop(32, 4), new RandomHorizontalFlip(), new Resize(64)], transform.Steps);
        Assert.Empty(StandardTransforms.For(dataset, 32, isTraining: false).Steps);
    }

    private static RgbImage Numbered(int height, int width) =>
        new(width, height, Enumerable.Range(0, 3 * height * width).Select(i => (byte)(i / 3)).ToArray());

    private sealed class Photographs : IImageDataset
    {
        public string Name => "photographs";

        public int Count => 0;

        public IReadOnlyList<string> ClassNames => [];

        public int LabelOf(int index) => 0;

        public RgbImage Read(int index) => throw new InvalidOperationException();
    }
}

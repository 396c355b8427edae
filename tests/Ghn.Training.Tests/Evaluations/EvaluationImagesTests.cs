using Ghn.Training.Data;
using Ghn.Training.Data.Sources;
using Ghn.Training.Evaluations;

namespace Ghn.Training.Tests;

public class EvaluationImagesTests
{
    [Fact]
    public void Images_in_mixed_order_stay_where_they_are()
    {
        var images = new Labels([1, 0, 2, 1, 0, 2]);
        Assert.Same(images, EvaluationImages.Of(images));
        Assert.Same(images, EvaluationImages.Of(images, limit: 9));
        Assert.Equal([0, 1, 2], Order(EvaluationImages.Of(images, limit: 3)));
    }

    [Fact]
    public void Images_that_are_sorted_by_class_are_mixed_always_in_the_same_way()
    {
        var images = new Labels([.. Enumerable.Range(0, 200).Select(i => i / 20)]);
        int[] order = Order(EvaluationImages.Of(images));
        Assert.Equal(order, Order(EvaluationImages.Of(images)));
        Assert.Equal(Enumerable.Range(0, 200), order.Order());
        Assert.All(order.Chunk(50), batch => Assert.InRange(batch.Select(images.LabelOf).Distinct().Count(), 8, 10));
        Assert.Equal(order[..30], Order(EvaluationImages.Of(images, limit: 30)));
        Assert.Equal("part of labels", EvaluationImages.Of(images, limit: 30).Name);
    }

    [Fact]
    public void Images_of_one_class_need_no_mixing()
    {
        var images = new Labels([3, 3, 3]);
        Assert.Same(images, EvaluationImages.Of(images));
    }

    private static int[] Order(IImageDataset images) => [.. ((Subset)images).Indices];

    private sealed class Labels(int[] labels) : IImageDataset
    {
        public string Name => "labels";

        public int Count => labels.Length;

        public IReadOnlyList<string> ClassNames => [.. Enumerable.Range(0, labels.Max() + 1).Select(label => $"{label}")];

        public int LabelOf(int index) => labels[index];

        public RgbImage Read(int index) => throw new NotSupportedException("There are labels only.");
    }
}

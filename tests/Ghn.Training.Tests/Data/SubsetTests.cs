using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Sources;

namespace Ghn.Training.Tests.Data;

public class SubsetTests
{
    private readonly CifarDataset _dataset = GoldenImages.Cifar10(DataSplit.Train);

    [Fact]
    public void A_subset_has_equally_many_images_of_each_class_in_the_order_of_their_indices()
    {
        var subset = Subset.PerClass(_dataset, 7, seed: 3);

        Assert.Equal(70, subset.Count);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(7, Enumerable.Range(0, 70).Count(i => subset.LabelOf(i) == label)));
        Assert.Equal(subset.Indices.Order().Distinct(), subset.Indices);
        Assert.All(Enumerable.Range(0, 70), i => Assert.Equal(_dataset.LabelOf(subset.Indices[i]), subset.LabelOf(i)));
        Assert.True(subset.Read(5).Pixels.Span.SequenceEqual(_dataset.Read(subset.Indices[5]).Pixels.Span));
        Assert.Equal(_dataset.Info, subset.Info);
    }

    [Fact]
    public void The_seed_decides_which_and_fewer_images_are_a_part_of_more()
    {
        IReadOnlyList<int> indices = Subset.PerClass(_dataset, 7, seed: 3).Indices;

        Assert.Equal(indices, Subset.PerClass(_dataset, 7, seed: 3).Indices);
        Assert.NotEqual(indices, Subset.PerClass(_dataset, 7, seed: 4).Indices);
        Assert.Empty(Subset.PerClass(_dataset, 4, seed: 3).Indices.Except(indices));
    }

    [Fact]
    public void What_is_held_out_and_the_rest_make_the_whole()
    {
        (Subset training, Subset validation) = Subset.HoldOut(_dataset, 5, seed: 1);

        Assert.Equal((150, 50), (training.Count, validation.Count));
        Assert.Equal(Enumerable.Range(0, 200), training.Indices.Concat(validation.Indices).Order());
        Assert.Equal(training.Indices.Order(), training.Indices);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(5, Enumerable.Range(0, 50).Count(i => validation.LabelOf(i) == label)));
    }

    [Fact]
    public void More_images_than_a_class_has_are_refused()
    {
        var error = Assert.Throws<InvalidRequestException>(() => Subset.PerClass(_dataset, 21, seed: 0));

        Assert.Contains("CIFAR-10 train has 20 images of airplane, not 21", error.Message, StringComparison.Ordinal);
    }
}

using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Data.Sources;

namespace Ghn.Training.Tests.Data;

public class ImageDatasetsTests
{
    [Theory]
    [InlineData("cifar10", "cifar-10-batches-bin", "CIFAR-10 test", 10)]
    [InlineData("cifar100", "cifar-100-python.tar.gz", "CIFAR-100 test", 100)]
    [InlineData("cifar100-coarse", "cifar-100-binary.tar.gz", "CIFAR-100 (superclasses) test", 20)]
    public void A_kind_and_a_place_open_a_data_set(string kind, string place, string name, int classCount)
    {
        IImageDataset dataset = ImageDatasets.Open($"{kind}:{GoldenImages.PathOf(place)}", DataSplit.Test);

        Assert.Equal(name, dataset.Name);
        Assert.Equal(classCount, dataset.ClassNames.Count);
    }

    [Theory]
    [InlineData("cifar10")]
    [InlineData("cifar10:")]
    [InlineData("/data/cifar-10-batches-bin")]
    [InlineData("mnist:/data")]
    [InlineData("")]
    public void Anything_else_is_refused_with_the_forms_that_are_known(string description)
    {
        var error = Assert.Throws<InvalidRequestException>(() => ImageDatasets.Open(description, DataSplit.Test));

        Assert.Contains("cifar10:PATH", error.Message, StringComparison.Ordinal);
    }
}

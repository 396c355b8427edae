using Ghn.Training.Data;

namespace Ghn.Training.Papers;

/// <summary>What the papers judge networks by.</summary>
internal static class PublishedProtocol
{
    /// <summary>How many images make a batch, by whose statistics batch normalisation goes (GHN-2, 5.1).</summary>
    public const int EvaluationBatch = 64;

    private const int Cifar10Images = 10_000; // GHN-2, 5
    private const int ImageNetImages = 50_000; // GHN-2, 5
    private const int ImageNetClasses = 1000; // GHN-2, 5

    /// <summary>Whether images are all that the papers judge by on CIFAR-10.</summary>
    public static bool IsCifar10(IImageDataset images) => images is { Name: "CIFAR-10 test", Count: Cifar10Images };

    /// <summary>Whether images are as many, of as many classes, as the papers judge by on ImageNet.</summary>
    public static bool IsImageNet(IImageDataset images) => images is { ClassNames.Count: ImageNetClasses, Count: ImageNetImages };

    /// <summary>What they judge by, in words.</summary>
    public static string Description => $"all {Cifar10Images} test images of CIFAR-10, or all {ImageNetImages} of ImageNet";
}

namespace Ghn.Training.Data.Cifar;

/// <summary>What is peculiar to each CIFAR data set, and to each of its labels.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="LabelBytes">How many labels precede each image in the binary files.</param>
/// <param name="LabelPlace">Which of them is meant.</param>
/// <param name="LabelKey">What the labels are called in the pickles.</param>
/// <param name="NamesKey">What the names of the classes are called in the pickles.</param>
/// <param name="Info">What the images have in common.</param>
/// <param name="Layouts">How it is published.</param>
internal sealed record CifarFormat(
    string Name,
    int ClassCount,
    int LabelBytes,
    int LabelPlace,
    string LabelKey,
    string NamesKey,
    DatasetInfo Info,
    IReadOnlyList<CifarLayout> Layouts)
{
    /// <summary>The height and width of every image.</summary>
    public const int Side = 32;

    /// <summary>The pixels of one colour channel.</summary>
    public const int Area = Side * Side;

    /// <summary>The bytes of an image.</summary>
    public const int ImageBytes = 3 * Area;

    /// <summary>No published file holds more images; a file that does is no CIFAR.</summary>
    public const int MaxImages = 60_000;

    private const string Home = "https://www.cs.toronto.edu/~kriz/";

    private static readonly IReadOnlyList<CifarLayout> Cifar10Layouts =
    [
        new("cifar-10-batches-bin", "cifar-10-binary.tar.gz", Numbered("data_batch_{0}.bin"), "test_batch.bin", "batches.meta.txt", false),
        new("cifar-10-batches-py", "cifar-10-python.tar.gz", Numbered("data_batch_{0}"), "test_batch", "batches.meta", true),
    ];

    private static readonly CifarFormat Cifar10 = new(
        "CIFAR-10", 10, 1, 0, "labels", "label_names", new(ChannelStatistics.Cifar10, Side), Cifar10Layouts);

    private static readonly CifarFormat Cifar100Fine = new(
        "CIFAR-100", 100, 2, 1, "fine_labels", "fine_label_names", new(ChannelStatistics.Cifar100, Side), Cifar100Layouts("fine"));

    private static readonly CifarFormat Cifar100Coarse = new(
        "CIFAR-100 (superclasses)", 20, 2, 0, "coarse_labels", "coarse_label_names", Cifar100Fine.Info, Cifar100Layouts("coarse"));

    /// <summary>The format of a data set.</summary>
    public static CifarFormat Of(CifarLabels labels) => labels switch
    {
        CifarLabels.Cifar10 => Cifar10,
        CifarLabels.Cifar100Fine => Cifar100Fine,
        CifarLabels.Cifar100Coarse => Cifar100Coarse,
        _ => throw new ArgumentOutOfRangeException(nameof(labels), labels, "There is no such data set."),
    };

    /// <summary>Where to find it, for messages.</summary>
    public string Download => $"{Home}{Layouts[0].Archive}";

    private static string[] Numbered(string name) => [.. Enumerable.Range(1, 5).Select(number => string.Format(name, number))];

    private static CifarLayout[] Cifar100Layouts(string labels) =>
    [
        new("cifar-100-binary", "cifar-100-binary.tar.gz", ["train.bin"], "test.bin", $"{labels}_label_names.txt", false),
        new("cifar-100-python", "cifar-100-python.tar.gz", ["train"], "test", "meta", true),
    ];
}

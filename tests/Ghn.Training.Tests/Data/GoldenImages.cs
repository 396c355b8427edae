using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;

namespace Ghn.Training.Tests.Data;

/// <summary>
/// The images under tests/Golden/images: 200 of CIFAR-10's to train on and 100 to test on, and some of them again under made-up
/// labels of CIFAR-100's kind.
/// </summary>
internal static class GoldenImages
{
    public static string Folder { get; } = Repository.Golden("images");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static CifarDataset Cifar10(DataSplit split) => CifarDataset.Open(Folder, CifarLabels.Cifar10, split);
}

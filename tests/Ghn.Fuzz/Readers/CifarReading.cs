using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;

namespace Ghn.Fuzz.Readers;

/// <summary>Reads the test images of CIFAR data sets.</summary>
internal static class CifarReading
{
    /// <summary>Reads CIFAR-10 from the folder of a file.</summary>
    public static void Cifar10(string path) => Read(Path.GetDirectoryName(path)!, CifarLabels.Cifar10);

    /// <summary>Reads CIFAR-100 from the folder of a file.</summary>
    public static void Cifar100(string path) => Read(Path.GetDirectoryName(path)!, CifarLabels.Cifar100Fine);

    /// <summary>Reads CIFAR-100 from an archive.</summary>
    public static void Archive(string path) => Read(path, CifarLabels.Cifar100Fine);

    private static void Read(string path, CifarLabels labels)
    {
        var images = CifarDataset.Open(path, labels, DataSplit.Test);
        for (int i = 0; i < Math.Min(images.Count, 3); i++)
        {
            images.Read(i).Dispose();
        }
    }
}

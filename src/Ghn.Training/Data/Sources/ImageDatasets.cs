using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Images;

namespace Ghn.Training.Data.Sources;

/// <summary>Opens data sets by what a user types: <c>cifar10:FOLDER</c>.</summary>
public static class ImageDatasets
{
    private const string Forms = "cifar10:PATH, cifar100:PATH, cifar100-coarse:PATH or images:PATH";

    /// <summary>Opens a data set.</summary>
    /// <param name="description">
    /// The kind and the place: <c>cifar10:PATH</c>, <c>cifar100:PATH</c> (100 classes) or <c>cifar100-coarse:PATH</c> (20), where the
    /// path is a folder or the archive as downloaded; or <c>images:PATH</c>, a folder as <see cref="ImageFolder"/> knows it.
    /// </param>
    /// <param name="split">Which part of it.</param>
    /// <exception cref="ArgumentException">The description is of another form.</exception>
    /// <exception cref="FileNotFoundException">There is no such data set there; the message says what was looked for.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder of images there.</exception>
    /// <exception cref="InvalidFileException">A file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IImageDataset Open(string description, DataSplit split)
    {
        ArgumentNullException.ThrowIfNull(description);
        string[] parts = description.Split(':', 2);
        if (parts is not [var kind, { Length: > 0 } path])
        {
            throw new InvalidRequestException($"'{description}' names no data set: write {Forms}.");
        }

        return kind switch
        {
            "cifar10" => CifarDataset.Open(path, CifarLabels.Cifar10, split),
            "cifar100" => CifarDataset.Open(path, CifarLabels.Cifar100Fine, split),
            "cifar100-coarse" => CifarDataset.Open(path, CifarLabels.Cifar100Coarse, split),
            "images" => ImageFolder.Open(path, split),
            _ => throw new InvalidRequestException($"'{kind}' is no kind of data set that is known here: write {Forms}."),
        };
    }
}

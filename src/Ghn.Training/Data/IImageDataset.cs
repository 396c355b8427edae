using Ghn.Tensors.Files;

namespace Ghn.Training.Data;

/// <summary>Labelled images, each of which can be had by its index, from several threads at once.</summary>
public interface IImageDataset
{
    /// <summary>What people call it: <c>CIFAR-10 test</c>.</summary>
    string Name { get; }

    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The classes, in the order of their labels.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>What the images have in common; they are photographs of any size unless a data set says otherwise.</summary>
    DatasetInfo Info => DatasetInfo.Photographs;

    /// <summary>What a user should know of the data set though it keeps nobody from using it, a sentence each.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>The class of an image: from 0 up to the number of classes.</summary>
    int LabelOf(int index);

    /// <summary>An image as it is stored, before any transform.</summary>
    /// <exception cref="InvalidFileException">Its file is damaged.</exception>
    RgbImage Read(int index);
}

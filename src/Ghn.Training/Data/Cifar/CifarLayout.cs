namespace Ghn.Training.Data.Cifar;

/// <summary>One of the two ways in which a CIFAR data set is published: the names of its files.</summary>
/// <param name="Folder">The folder within the archive.</param>
/// <param name="Archive">The archive.</param>
/// <param name="TrainFiles">The images to train on.</param>
/// <param name="TestFile">The images to test on.</param>
/// <param name="NamesFile">The names of the classes.</param>
/// <param name="IsPickled">Whether the files are Python pickles; otherwise they are plain bytes.</param>
internal sealed record CifarLayout(
    string Folder, string Archive, IReadOnlyList<string> TrainFiles, string TestFile, string NamesFile, bool IsPickled)
{
    /// <summary>The names that the archive has, as published and as <c>gunzip</c> leaves it.</summary>
    public IReadOnlyList<string> Archives => [Archive, Path.GetFileNameWithoutExtension(Archive)];

    /// <summary>The files of images of a split, in their order.</summary>
    public IReadOnlyList<string> ImageFiles(DataSplit split) => split == DataSplit.Train ? TrainFiles : [TestFile];

    /// <summary>All files of a split.</summary>
    public IReadOnlyList<string> Files(DataSplit split) => [NamesFile, .. ImageFiles(split)];
}

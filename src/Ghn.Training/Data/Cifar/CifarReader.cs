using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Cifar;

/// <summary>Gathers the files of a data set in whatever order they come, and makes the data set when all are there.</summary>
/// <param name="format">Which data set.</param>
/// <param name="split">Which part of it.</param>
internal sealed class CifarReader(CifarFormat format, DataSplit split)
{
    private readonly Dictionary<string, CifarBatch> _batches = [];
    private readonly Dictionary<string, string[]> _names = [];

    /// <summary>Whether a file is one of the data set's, in either layout.</summary>
    public bool Wants(string fileName) => format.Layouts.Any(layout => layout.Files(split).Contains(fileName));

    /// <summary>Reads a file.</summary>
    /// <param name="fileName">Its name within its folder.</param>
    /// <param name="path">What to call it in messages.</param>
    /// <param name="stream">Its content.</param>
    /// <exception cref="InvalidFileException">It is not what it should be.</exception>
    public void Read(string fileName, string path, Stream stream)
    {
        CifarLayout layout = format.Layouts.First(layout => layout.Files(split).Contains(fileName));
        if (fileName != layout.NamesFile)
        {
            _batches[fileName] = layout.IsPickled
                ? CifarPickleFile.ReadImages(stream, path, format)
                : CifarBinaryFile.ReadImages(stream, path, format);
            return;
        }

        string[] names = layout.IsPickled ? CifarPickleFile.ReadNames(stream, path, format) : CifarBinaryFile.ReadNames(stream, path);
        _names[fileName] = names.Length == format.ClassCount
            ? names
            : throw new InvalidFileException(
                path, "as a whole", $"it names {names.Length} classes, but {format.Name} has {format.ClassCount}");
    }

    /// <summary>The data set, if all files of a layout have been read.</summary>
    public CifarDataset? ToDataset()
    {
        CifarLayout? whole = format.Layouts.FirstOrDefault(
            layout => _names.ContainsKey(layout.NamesFile) && layout.ImageFiles(split).All(_batches.ContainsKey));
        return whole is null
            ? null
            : new CifarDataset(format, split, _names[whole.NamesFile], [.. whole.ImageFiles(split).Select(file => _batches[file])]);
    }
}

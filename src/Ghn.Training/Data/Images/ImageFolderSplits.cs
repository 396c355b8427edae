using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Images;

/// <summary>
/// Finds the splits of a folder of images: <c>train</c> or <c>training</c> beside <c>val</c>, <c>valid</c>, <c>validation</c>,
/// <c>test</c> or <c>testing</c>, in any case. A folder of such a name is a split if it holds folders but no images itself, and a class,
/// as torchvision's <c>ImageFolder</c> takes every folder for one, if it holds images and there are other classes beside it.
/// </summary>
internal sealed class ImageFolderSplits
{
    private static readonly string[] TrainingNames = ["train", "training"];
    private static readonly string[] EvaluationNames = ["val", "valid", "validation", "test", "testing"];

    private readonly string _root;
    private readonly string[] _splits;

    /// <summary>Looks at the folders in <paramref name="root"/>.</summary>
    /// <exception cref="InvalidFileException">They can be read as splits and as classes.</exception>
    public ImageFolderSplits(string root)
    {
        _root = root;
        string[] folders = ImageFolder.FoldersIn(root);
        string[] named = Array.FindAll(folders, folder => IsNamed(folder, TrainingNames) || IsNamed(folder, EvaluationNames));
        string[] others = [.. folders.Except(named)];
        _splits = Array.FindAll(named, folder => !ImageFolder.HasImages(folder));
        if (named.Length > 0 && others.Length == 0 && _splits.Length == 0)
        {
            throw Ambiguous(
                $"{Names(named)} hold images, but no folders of classes", "Put the images of each class into a folder of its own.");
        }

        bool isWhole = Folder(TrainingNames) is not null && Folder(EvaluationNames) is not null;
        if (_splits.Length > 0 && !isWhole && Array.Find(others, ImageFolder.HasImages) is string other)
        {
            throw Ambiguous(
                $"{Names(_splits)} looks like a split, since it holds folders but no images, and {Path.GetFileName(other)} beside it "
                    + "like a class",
                "Move one of them elsewhere, or put the images of a class directly into its folder.");
        }
    }

    /// <summary>Whether there are splits.</summary>
    public bool Exist => _splits.Length > 0;

    /// <summary>The names under which a split is looked for, the first of them preferred.</summary>
    public static IReadOnlyList<string> NamesOf(DataSplit split) => split == DataSplit.Train ? TrainingNames : EvaluationNames;

    /// <summary>The folder of a split; null if there is none.</summary>
    public string? Folder(DataSplit split) => Folder(NamesOf(split));

    private string? Folder(IReadOnlyList<string> names) => names
        .SelectMany(name => _splits.Where(folder => IsNamed(folder, [name])))
        .FirstOrDefault();

    private static bool IsNamed(string folder, IReadOnlyList<string> names) =>
        names.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase);

    private static string Names(IEnumerable<string> folders) => string.Join(" and ", folders.Select(Path.GetFileName));

    private InvalidFileException Ambiguous(string problem, string remedy) => new(_root, "its folders", problem, remedy);
}

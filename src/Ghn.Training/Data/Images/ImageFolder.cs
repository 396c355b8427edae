using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Images;

/// <summary>
/// Image files in a folder for each class, as ImageNet is laid out: <c>ROOT/train/CLASS/…</c> and <c>ROOT/val/CLASS/…</c>, or
/// <c>ROOT/CLASS/…</c>, which then serves as either split. Classes are numbered in the ordinal order of their names in the training
/// split, and images are in the order of their paths, as in torchvision's <c>ImageFolder</c>. Files are decoded when they are read.
/// </summary>
public sealed class ImageFolder : IImageDataset
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0 };
    private static readonly EnumerationOptions EverythingWithin = new() { AttributesToSkip = 0, RecurseSubdirectories = true };

    private readonly List<string> _paths = [];
    private readonly List<int> _labels = [];
    private readonly List<string> _remarks = [];
    private readonly SortedDictionary<string, int> _passedOver = new(StringComparer.Ordinal);

    private ImageFolder(string folder, DataSplit split, string trainingFolder)
    {
        string[] classes = FoldersIn(folder);
        string[] names = Array.ConvertAll(FoldersIn(trainingFolder), path => Path.GetFileName(path));
        ClassNames = names;
        Name = $"{folder} ({(split == DataSplit.Train ? "train" : "test")})";
        foreach (string path in classes)
        {
            int label = Array.IndexOf(names, Path.GetFileName(path));
            if (label < 0)
            {
                throw NotFound(
                    path, $"the training split, {trainingFolder}, has no class of this name, so that its images have no number. "
                    + "Add the class there, or move this folder elsewhere");
            }

            int before = _paths.Count;
            AddFiles(path, label);
            if (_paths.Count == before)
            {
                throw NotFound(path, $"this class has no images ({string.Join(", ", Extensions)})");
            }
        }

        string[] missing = [.. names.Except(classes.Select(Path.GetFileName))!];
        if (missing.Length > 0)
        {
            _remarks.Add($"{folder}: there are no images of {string.Join(", ", missing.Select(PrintableText.OfName))}, which the "
                + "training split has.");
        }

        if (_passedOver.Count > 0)
        {
            string counts = string.Join(", ", _passedOver.Select(pair => $"{pair.Value} {pair.Key}"));
            _remarks.Add(
                $"{folder}: image files of formats that are not read are passed over: {counts}. Convert them to PNG to have them count.");
        }
    }

    /// <summary>The endings of names by which images are known, in any case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    /// <summary>The endings of torchvision's list whose formats are not read here.</summary>
    public static IReadOnlyList<string> UnreadExtensions { get; } = [".ppm", ".pgm", ".tif", ".tiff"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _paths.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The images' files.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Lists the images of a split.</summary>
    /// <param name="root">The folder of the data set.</param>
    /// <param name="split">
    /// Which part of it: <c>train</c> (or <c>training</c>), or the first there is of <c>val</c>, <c>valid</c>, <c>validation</c>,
    /// <c>test</c> and <c>testing</c>; upper and lower case make no difference.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">
    /// There are no classes, one has no images, or one is unknown to the training split.
    /// </exception>
    /// <exception cref="InvalidFileException">The folders can be read as splits and as classes.</exception>
    public static ImageFolder Open(string root, DataSplit split)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException(
                $"{PrintableText.Of(root)}: there is no such folder. Looked for train/CLASS/… and val/CLASS/…, or CLASS/…, with images "
                    + "in them.");
        }

        var splits = new ImageFolderSplits(root);
        string? folder = splits.Folder(split);
        if (folder is null && splits.Exist)
        {
            IReadOnlyList<string> names = ImageFolderSplits.NamesOf(split);
            throw NotFound(root, $"it has splits, but none that is called {string.Join(", ", names.SkipLast(1))} or {names[^1]}");
        }

        folder ??= root;
        var images = new ImageFolder(folder, split, splits.Folder(DataSplit.Train) ?? folder);
        return images.Count > 0 ? images : throw NotFound(folder, "there are no folders of classes with images here");
    }

    /// <inheritdoc/>
    public int LabelOf(int index) => _labels[index];

    /// <inheritdoc/>
    public RgbImage Read(int index) => ImageFile.Load(_paths[index]);

    /// <summary>The folders in a folder, by name.</summary>
    internal static string[] FoldersIn(string folder) => Sorted(Directory.GetDirectories(folder, "*", Everything));

    /// <summary>Whether there are images in a folder itself, of any format that torchvision's <c>ImageFolder</c> takes for one.</summary>
    internal static bool HasImages(string folder) =>
        Directory.EnumerateFiles(folder, "*", Everything).Any(path => EndsIn(path, Extensions) || EndsIn(path, UnreadExtensions));

    /// <summary>Adds the images of a class: those of each folder by name, folders by path.</summary>
    private void AddFiles(string folder, int label)
    {
        foreach (string place in Sorted([folder, .. Directory.GetDirectories(folder, "*", EverythingWithin)]))
        {
            foreach (string path in Sorted(Directory.GetFiles(place, "*", Everything)))
            {
                if (EndsIn(path, Extensions))
                {
                    _paths.Add(path);
                    _labels.Add(label);
                }
                else if (EndsIn(path, UnreadExtensions))
                {
                    string extension = Path.GetExtension(path).ToLowerInvariant();
                    _passedOver[extension] = _passedOver.GetValueOrDefault(extension) + 1;
                }
            }
        }
    }

    private static bool EndsIn(string path, IReadOnlyList<string> extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static FileNotFoundException NotFound(string path, string problem) => new(PrintableText.Of($"{path}: {problem}."), path);

    private static string[] Sorted(string[] paths)
    {
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }
}

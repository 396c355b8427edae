namespace Ghn.Training;

/// <summary>
/// Image files in a folder for each class, as ImageNet is laid out: <c>ROOT/train/CLASS/…</c> and <c>ROOT/val/CLASS/…</c>, or
/// <c>ROOT/CLASS/…</c>, which then serves as either split. Classes are numbered in the ordinal order of their names and images
/// are in the order of their paths, as in torchvision's <c>ImageFolder</c>. Files are decoded when they are read.
/// </summary>
public sealed class ImageFolder : IImageDataset
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0 };
    private static readonly EnumerationOptions EverythingWithin = new() { AttributesToSkip = 0, RecurseSubdirectories = true };

    private readonly List<string> _paths = [];
    private readonly List<int> _labels = [];

    private ImageFolder(string folder, DataSplit split)
    {
        string[] classes = Sorted(Directory.GetDirectories(folder, "*", Everything));
        ClassNames = Array.ConvertAll(classes, path => Path.GetFileName(path));
        Name = $"{folder} ({(split == DataSplit.Train ? "train" : "test")})";
        for (int label = 0; label < classes.Length; label++)
        {
            int before = _paths.Count;
            AddFiles(classes[label], label);
            if (_paths.Count == before)
            {
                throw NotFound(classes[label], $"this class has no images ({string.Join(", ", Extensions)})");
            }
        }
    }

    /// <summary>The endings of names by which images are known, in any case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _paths.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The images' files.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Lists the images of a split.</summary>
    /// <param name="root">The folder of the data set.</param>
    /// <param name="split">Which part of it: <c>train</c>, or the first there is of <c>val</c> and <c>test</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There are no classes, or one has no images.</exception>
    public static ImageFolder Open(string root, DataSplit split)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException(
                $"{root}: there is no such folder. Looked for train/CLASS/… and val/CLASS/…, or CLASS/…, with images in them.");
        }

        string[] names = split == DataSplit.Train ? ["train"] : ["val", "test"];
        string? folder = names.Select(name => Path.Combine(root, name)).FirstOrDefault(Directory.Exists);
        bool isSplit = ((string[])["train", "val", "test"]).Any(name => Directory.Exists(Path.Combine(root, name)));
        if (folder is null && isSplit)
        {
            throw NotFound(root, $"it has splits, but none that is called {string.Join(" or ", names)}");
        }

        folder ??= root;
        var images = new ImageFolder(folder, split);
        return images.Count > 0 ? images : throw NotFound(folder, "there are no folders of classes with images here");
    }

    /// <inheritdoc/>
    public int LabelOf(int index) => _labels[index];

    /// <inheritdoc/>
    public RgbImage Read(int index) => ImageFile.Load(_paths[index]);

    /// <summary>Adds the images of a class: those of each folder by name, folders by path.</summary>
    private void AddFiles(string folder, int label)
    {
        foreach (string place in Sorted([folder, .. Directory.GetDirectories(folder, "*", EverythingWithin)]))
        {
            foreach (string path in Sorted(Directory.GetFiles(place, "*", Everything)))
            {
                if (Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                {
                    _paths.Add(path);
                    _labels.Add(label);
                }
            }
        }
    }

    private static FileNotFoundException NotFound(string path, string problem) => new($"{path}: {problem}.", path);

    private static string[] Sorted(string[] paths)
    {
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }
}

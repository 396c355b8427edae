using System.Globalization;
using Ghn.Networks;

namespace Ghn.Cli;

/// <summary>
/// Finds architectures of DeepNets-1M by the names that commands take: <c>deepnets:SPLIT#INDEX</c>, <c>deepnets:FILE#INDEX</c> and,
/// for published files, <c>deepnets:FILE.hdf5#SPLIT/INDEX</c>.
/// </summary>
internal static class DeepNetsReference
{
    private const string Scheme = "deepnets:";
    private const string Predefined = "predefined";
    private const string SplitEnd = "/";
    private const string Form =
        "Write deepnets:SPLIT#INDEX, such as deepnets:test#7, or deepnets:FILE#INDEX for a file of 'ghn deepnets generate'.";

    /// <summary>Whether a name is one of these.</summary>
    public static bool Recognizes(string name) => name.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>The architecture of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="imageSize">The height and width of the images, on which the predefined architectures depend.</param>
    /// <exception cref="RequestException">There is none.</exception>
    public static DeepNet Find(string name, int imageSize)
    {
        (string source, string place) = Divide(name[Scheme.Length..]);
        string number = place[(place.IndexOf(SplitEnd, StringComparison.Ordinal) + 1)..];
        if (source.Length == 0 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            throw new RequestException($"{name} has no index. {Form}");
        }

        if (source == Predefined)
        {
            return Element(PredefinedDeepNets.All(imageSize), index, $"{name}: resnet50 is in the zoo, and the others");
        }

        if (DeepNetsSplits.Names.Contains(source))
        {
            return DeepNets.Draw(DeepNetsSplits.Parse(source), seed: 0, index);
        }

        RequireFile(source);
        if (IsPublished(source))
        {
            using PublishedDeepNets published = OpenPublished(source, place.Length > number.Length ? place[..^(number.Length + 1)] : null);
            return Element(published, index, $"{name}: the architectures of {published.Split}");
        }

        using var file = DeepNetsFile.Open(source);
        return Element(file, index, $"{name}: the architectures of the file");
    }

    /// <summary>Opens a set of architectures by <c>FILE</c>, or <c>FILE.hdf5#SPLIT</c> as DeepNets-1M is published.</summary>
    /// <returns>The architectures, which are to be disposed, and the name of their split.</returns>
    /// <exception cref="RequestException">There is none.</exception>
    public static (IReadOnlyList<DeepNet> Architectures, string Split) Open(string name)
    {
        (string source, string split) = Divide(name);
        if (IsPublished(source))
        {
            RequireFile(source);
            PublishedDeepNets published = OpenPublished(source, split.Length > 0 ? split : null);
            return (published, published.Split);
        }

        RequireFile(name);
        DeepNetsFile file = DeepNetsFile.Open(name);
        return (file, file.Split.Name());
    }

    private static (string Source, string Place) Divide(string name)
    {
        int hash = name.LastIndexOf('#');
        return hash < 0 ? (name, string.Empty) : (name[..hash], name[(hash + 1)..]);
    }

    private static bool IsPublished(string path) => Path.GetExtension(path) == ".hdf5";

    private static PublishedDeepNets OpenPublished(string path, string? split)
    {
        try
        {
            return PublishedDeepNets.Open(path, split);
        }
        catch (ArgumentException error)
        {
            throw new RequestException($"{RequestException.WithoutParameterName(error)} Write {path}#SPLIT or deepnets:{path}#SPLIT/INDEX.");
        }
    }

    private static void RequireFile(string path)
    {
        if (!File.Exists(path))
        {
            string splits = string.Join(", ", DeepNetsSplits.Names);
            throw new RequestException($"There is neither a file nor a split {path}. Splits are {splits}, {Predefined}.");
        }
    }

    private static DeepNet Element(IReadOnlyList<DeepNet> architectures, int index, string what) => index < architectures.Count
        ? architectures[index]
        : throw new RequestException($"{what} are numbered 0 to {architectures.Count - 1}.");
}

using System.Globalization;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Networks.DeepNets.Published;
using Ghn.Training.HyperNetworks;

namespace Ghn.Cli.Networks;

/// <summary>
/// Finds architectures of DeepNets-1M by the names that commands take: <c>deepnets:SPLIT#INDEX</c>, <c>deepnets:FILE#INDEX</c> and,
/// for published files, <c>deepnets:FILE.hdf5#SPLIT/INDEX</c>. Where several may be named, a range (<c>0-99</c>) may stand for the index,
/// or nothing for all.
/// </summary>
internal static class DeepNetsReference
{
    /// <summary>What all of these names begin with.</summary>
    public const string Scheme = "deepnets:";

    /// <summary>What stands for the architectures that were not drawn.</summary>
    public const string Predefined = "predefined";

    private const string Form =
        "Write deepnets:SPLIT#INDEX, such as deepnets:test#7, or deepnets:FILE#INDEX for a file of 'ghn deepnets generate'.";

    /// <summary>Whether a name is one of these.</summary>
    public static bool Recognizes(string name) => name.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Whether a name is one of these, but for a range or for all rather than for one.</summary>
    public static bool NamesSeveral(string name) => Recognizes(name) && !int.TryParse(Parse(name).Range, out _);

    /// <summary>The file, or the split, of such a name.</summary>
    public static string SourceOf(string name) => Parse(name).Source;

    /// <summary>The architecture of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="imageSize">The height and width of the images, on which predefined and wide architectures depend.</param>
    /// <exception cref="RequestException">There is none.</exception>
    public static DeepNet Find(string name, int imageSize)
    {
        if (NamesSeveral(name))
        {
            throw new RequestException($"{name} has no index. {Form}");
        }

        using DeepNetsSelection selection = Select(name, imageSize);
        return selection.Architectures[selection.First];
    }

    /// <summary>The architectures of a name; to be disposed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="imageSize">The height and width of the images, on which predefined and wide architectures depend.</param>
    /// <exception cref="RequestException">There are none.</exception>
    public static DeepNetsSelection Select(string name, int imageSize)
    {
        (string source, string? split, string range) = Parse(name);
        if (source == Predefined)
        {
            return Selection(name, source, PredefinedDeepNets.All(imageSize), range, "resnet50 is in the zoo, and the others");
        }

        if (DeepNetsSplits.Names.Contains(source))
        {
            var drawn = DeepNetsSplits.Parse(source);
            var architectures = new DrawnArchitectures(drawn, seed: 0, drawn.PaperCount(), imageSize);
            return Selection(name, source, architectures, range, $"the architectures of {source}");
        }

        RequireFile(source);
        if (IsPublished(source))
        {
            PublishedDeepNets published = OpenPublished(source, split);
            string description = $"the architectures of {published.Split}";
            return Selection(name, $"{source}#{published.Split}", published, range, description) with { File = source };
        }

        return Selection(name, source, DeepNetsFile.Open(source), range, "the architectures of the file") with { File = source };
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

    /// <summary>A name in its parts; the range is as it was typed, and empty where nothing was.</summary>
    private static (string Source, string? Split, string Range) Parse(string name)
    {
        (string source, string place) = Divide(name[Scheme.Length..]);
        if (!IsPublished(source))
        {
            return (source, null, place);
        }

        int slash = place.LastIndexOf('/');
        bool isRangeAlone = place.Length > 0 && char.IsAsciiDigit(place[0]);
        return (slash < 0, isRangeAlone) switch
        {
            (false, _) => (source, place[..slash], place[(slash + 1)..]),
            (_, true) => (source, null, place),
            _ => (source, place.Length > 0 ? place : null, string.Empty),
        };
    }

    private static DeepNetsSelection Selection(string name, string source, IReadOnlyList<DeepNet> architectures, string range, string what)
    {
        try
        {
            (int first, int last) = Bounds(name, range, architectures.Count);
            return last < architectures.Count
                ? new DeepNetsSelection(source, File: null, architectures, first, last - first + 1)
                : throw new RequestException($"{name}: {what} are numbered 0 to {architectures.Count - 1}.");
        }
        catch
        {
            (architectures as IDisposable)?.Dispose();
            throw;
        }
    }

    private static (int First, int Last) Bounds(string name, string range, int count)
    {
        if (range.Length == 0)
        {
            return (0, count - 1);
        }

        string[] ends = range.Split('-');
        if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last))
        {
            throw new RequestException($"{name} has no index. {Form}");
        }

        return first <= last ? (first, last) : throw new RequestException($"{name}: a range ascends, such as {last}-{first}.");

        static bool TryParse(string text, out int number) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static (string Source, string Place) Divide(string name)
    {
        int hash = name.LastIndexOf('#');
        return hash < 0 ? (name, string.Empty) : (name[..hash], name[(hash + 1)..]);
    }

    private static bool IsPublished(string path) => Path.GetExtension(path) == ".hdf5";

    private static PublishedDeepNets OpenPublished(string path, string? split) => RequestException.Explaining(
        () => PublishedDeepNets.Open(path, split), reason => $"{reason} Write {path}#SPLIT or deepnets:{path}#SPLIT/INDEX.");

    private static void RequireFile(string path)
    {
        if (!File.Exists(path))
        {
            string splits = string.Join(", ", DeepNetsSplits.Names);
            throw new RequestException($"There is neither a file nor a split {path}. Splits are {splits}, {Predefined}.");
        }
    }
}

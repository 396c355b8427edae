using System.Globalization;
using Ghn.Networks;

namespace Ghn.Cli;

/// <summary>
/// Finds architectures of DeepNets-1M by the names that commands take: <c>deepnets:SPLIT#INDEX</c> and <c>deepnets:FILE#INDEX</c>.
/// </summary>
internal static class DeepNetsReference
{
    private const string Scheme = "deepnets:";
    private const string Predefined = "predefined";
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
        string place = name[Scheme.Length..];
        int hash = place.LastIndexOf('#');
        if (hash < 1 || !int.TryParse(place.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            throw new RequestException($"{name} has no index. {Form}");
        }

        string source = place[..hash];
        if (source == Predefined)
        {
            IReadOnlyList<DeepNet> all = PredefinedDeepNets.All(imageSize);
            string names = string.Join(", ", PredefinedDeepNets.Names);
            return index < all.Count
                ? all[index]
                : throw new RequestException($"{name}: the predefined architectures 0 to {all.Count - 1} are {names}; resnet50 is in the zoo.");
        }

        return DeepNetsSplits.Names.Contains(source)
            ? DeepNets.Draw(DeepNetsSplits.Parse(source), seed: 0, index)
            : FromFile(name, source, index);
    }

    private static DeepNet FromFile(string name, string path, int index)
    {
        if (!File.Exists(path))
        {
            throw new RequestException(
                $"{name}: there is neither a file nor a split {path}. Splits are {string.Join(", ", DeepNetsSplits.Names)}, {Predefined}.");
        }

        using var file = DeepNetsFile.Open(path);
        return index < file.Count
            ? file[index]
            : throw new RequestException($"{name}: the file has the architectures 0 to {file.Count - 1}.");
    }
}

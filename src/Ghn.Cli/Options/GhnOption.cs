using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Options;

/// <summary>The option that names a GHN.</summary>
internal sealed class GhnOption : Option<string[]>
{
    /// <summary>Describes the option.</summary>
    /// <param name="mayRepeat">Whether there is work for which several GHNs may be named, and for which.</param>
    public GhnOption(string? mayRepeat = null)
        : base("--ghn")
    {
        HelpName = "FILE";
        Arity = ArgumentArity.OneOrMore;
        string repeated = mayRepeat is null ? string.Empty : $"; {mayRepeat}, it may be repeated";
        Description = "The GHN: an official checkpoint of GHN-2 or GHN-3, or a GHN saved as safetensors (the default one unless "
            + $"given){repeated}.";
    }

    /// <summary>Whether a GHN is named.</summary>
    public bool IsGiven(ParseResult request) => request.GetValue(this) is [_, ..];

    /// <summary>The file of the GHN, which is there: that of the default one unless another is named.</summary>
    /// <exception cref="RequestException">Several GHNs are named, or the file does not exist.</exception>
    public string File(ParseResult request) => Files(request) is [var only]
        ? only
        : throw new RequestException("one GHN is needed here: give --ghn FILE once.");

    /// <summary>The files of the GHNs, each of which is there: that of the default one unless others are named.</summary>
    /// <exception cref="RequestException">A file does not exist.</exception>
    public IReadOnlyList<string> Files(ParseResult request)
    {
        string[] paths = request.GetValue(this) is [_, ..] named ? named : [HyperNetwork.DefaultPath];
        foreach (string path in paths)
        {
            WeightsFile.RequireReadable(path);
        }

        return [.. paths.Distinct()];
    }

    /// <summary>Loads a GHN.</summary>
    /// <param name="terminal">Where the progress is shown.</param>
    /// <param name="file">The file.</param>
    /// <param name="remedy">What helps where a tensor of it holds infinite numbers or NaNs; null to take these as they are.</param>
    /// <exception cref="IOException">The file cannot be read, is damaged, or holds no GHN, or one that is not finite.</exception>
    public static HyperNetwork Load(Terminal terminal, string file, string? remedy = "Use another GHN.")
    {
        terminal.Progress($"Loading {Path.GetFileName(file)}");
        HyperNetwork ghn = HyperNetwork.Load(file);
        if (remedy is not null && ghn.FirstNonFinite() is { } tensor)
        {
            ghn.Dispose();
            throw NotFinite(file, $"tensor {PrintableText.OfName(tensor)}", remedy);
        }

        return ghn;
    }

    /// <summary>The error that numbers are infinite, or none.</summary>
    /// <param name="file">The file of the GHN.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="remedy">What helps.</param>
    public static InvalidFileException NotFinite(string file, string place, string remedy) =>
        new(file, place, "it holds infinite numbers or NaNs", remedy);
}

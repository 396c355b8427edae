using System.CommandLine;

namespace Ghn.Cli;

/// <summary>The option that names a GHN.</summary>
internal sealed class GhnOption
{
    private const string NoGhn =
        "no GHN is given, and there is no default one yet. Download a published GHN-3 (https://huggingface.co/SamsungSAILMontreal/ghn3, "
        + "for example ghn3xlm16.pt) or GHN-2 and name it with --ghn FILE.";

    private readonly Option<string[]> _files = new("--ghn")
    {
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Describes the option.</summary>
    /// <param name="mayRepeat">Whether there is work for which several GHNs may be named, and for which.</param>
    public GhnOption(string? mayRepeat = null)
    {
        string repeated = mayRepeat is null ? string.Empty : $"; {mayRepeat}, it may be repeated";
        _files.Description = $"The GHN: an official checkpoint of GHN-2 or GHN-3, or a GHN saved as safetensors{repeated}.";
    }

    /// <summary>The option as a command declares it.</summary>
    public Option Declaration => _files;

    /// <summary>Whether a GHN is named.</summary>
    public bool IsGiven(ParseResult request) => request.GetValue(_files) is [_, ..];

    /// <summary>The file of the GHN, which is there.</summary>
    /// <exception cref="RequestException">No GHN is named, or several are, or the file does not exist.</exception>
    public string File(ParseResult request) => Files(request) is [var only]
        ? only
        : throw new RequestException("one GHN is needed here: give --ghn FILE once.");

    /// <summary>The files of the GHNs, each of which is there.</summary>
    /// <exception cref="RequestException">No GHN is named, or a file does not exist.</exception>
    public IReadOnlyList<string> Files(ParseResult request)
    {
        if (request.GetValue(_files) is not [_, ..] paths)
        {
            throw new RequestException(NoGhn);
        }

        foreach (string path in paths)
        {
            WeightsFile.RequireReadable(path);
        }

        return [.. paths.Distinct()];
    }
}

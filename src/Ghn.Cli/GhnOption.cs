using System.CommandLine;

namespace Ghn.Cli;

/// <summary>The option that names a GHN.</summary>
internal sealed class GhnOption
{
    private const string NoGhn =
        "no GHN is given, and there is no default one yet. Download a published GHN-3 (https://huggingface.co/SamsungSAILMontreal/ghn3, "
        + "for example ghn3xlm16.pt) or GHN-2 and name it with --ghn FILE.";

    private readonly Option<string?> _file = new("--ghn")
    {
        HelpName = "FILE",
        Description = "The GHN: an official checkpoint of GHN-2 or GHN-3, or a GHN saved as safetensors.",
    };

    /// <summary>The option as a command declares it.</summary>
    public Option Declaration => _file;

    /// <summary>Whether a GHN is named.</summary>
    public bool IsGiven(ParseResult request) => request.GetValue(_file) is not null;

    /// <summary>The file of the GHN, which is there.</summary>
    /// <exception cref="RequestException">No GHN is named, or its file does not exist.</exception>
    public string File(ParseResult request)
    {
        string path = request.GetValue(_file) ?? throw new RequestException(NoGhn);
        WeightsFile.RequireReadable(path);
        return path;
    }
}

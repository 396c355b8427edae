using System.CommandLine;
using Ghn.Cli.Shell;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Data.Images;
using Ghn.Training.Data.Sources;

namespace Ghn.Cli.Options;

/// <summary>The option that names a data set.</summary>
internal sealed class DataOption : Option<string>
{
    /// <summary>The endings of the files that data sets are made of.</summary>
    private static readonly string[] Endings = [.. ImageFolder.Extensions, ".bin", ".gz", ".tar", ".meta", ".txt", string.Empty];

    /// <summary>Describes the option.</summary>
    /// <param name="description">What the images are for.</param>
    public DataOption(string description)
        : base("--data")
    {
        HelpName = "KIND:PATH";
        Description = description;
        Required = true;
    }

    /// <summary>The file of the data set; or, if it is a folder, an output that is one of the files in it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="output">The file to write.</param>
    public IEnumerable<(string Role, string File)> Files(ParseResult request, string output)
    {
        string path = request.GetRequiredValue(this).Split(':', 2)[^1];
        string target = FileIdentity.RealPathOf(output);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        bool isInside = target.StartsWith(folder, StringComparison.Ordinal);
        return [("the data", isInside && HoldsData(target) ? target : path)];
    }

    /// <summary>Opens a part of the data set, and warns of what the user should know of it.</summary>
    /// <exception cref="InvalidRequestException">The request names no data set.</exception>
    /// <exception cref="FileNotFoundException">There is no such data set there.</exception>
    public IImageDataset Open(Terminal terminal, ParseResult request, DataSplit split)
    {
        IImageDataset images = ImageDatasets.Open(request.GetRequiredValue(this), split);
        foreach (string remark in images.Remarks)
        {
            terminal.Warn(remark);
        }

        return images;
    }

    private static bool HoldsData(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}

using System.CommandLine;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The option that names a data set.</summary>
internal sealed class DataOption
{
    private readonly Option<string> _data;

    /// <summary>Describes the option.</summary>
    /// <param name="description">What the images are for.</param>
    public DataOption(string description) => _data = new Option<string>("--data")
    {
        HelpName = "KIND:PATH",
        Description = description,
        Required = true,
    };

    /// <summary>The option as a command declares it.</summary>
    public Option Declaration => _data;

    /// <summary>What was typed.</summary>
    public string Text(ParseResult request) => request.GetRequiredValue(_data);

    /// <summary>Opens a part of the data set, and warns of what the user should know of it.</summary>
    /// <exception cref="RequestException">The request names no data set.</exception>
    /// <exception cref="FileNotFoundException">There is no such data set there.</exception>
    public IImageDataset Open(Terminal terminal, ParseResult request, DataSplit split)
    {
        try
        {
            IImageDataset images = ImageDatasets.Open(Text(request), split);
            foreach (string remark in images.Remarks)
            {
                terminal.Warn(remark);
            }

            return images;
        }
        catch (ArgumentException error)
        {
            throw new RequestException(RequestException.WithoutParameterName(error));
        }
    }
}

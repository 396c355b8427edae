using System.CommandLine;
using System.Globalization;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Options;

/// <summary>The option that chooses the size of images: one number, or height and width.</summary>
internal static class ImageSizeOption
{
    private const string Name = "--image-size";
    private const int Max = 16_384;

    private static readonly char[] Signs = ['x', 'X', '×'];

    /// <summary>Declares the option.</summary>
    public static Option<Size2d?> Create(string description) => new(Name)
    {
        HelpName = "N|H×W",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            int?[] sides = [.. text.Split(Signs).Select(Side)];
            switch (sides)
            {
                case [int both]:
                    return (Size2d)both;
                case [int height, int width]:
                    return (Size2d)(height, width);
                default:
                    result.AddError($"{Name} takes a whole number from 1 to {Max}, or a height and a width such as 48x80, not '{text}'.");
                    return null;
            }
        },
    };

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= Max ? side : null;
}

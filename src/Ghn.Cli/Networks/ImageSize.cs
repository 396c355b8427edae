using Ghn.Cli.Shell;
using Ghn.Networks.Layers;

namespace Ghn.Cli.Networks;

/// <summary>Sizes of images as a request names them.</summary>
internal static class ImageSize
{
    /// <summary>A size as it is typed: one number for a square, height and width otherwise.</summary>
    public static string Text(Size2d size) => size.Height == size.Width ? $"{size.Height}" : $"{size.Height}x{size.Width}";

    /// <summary>The side of a square.</summary>
    /// <param name="size">A size; null for none.</param>
    /// <param name="network">What takes it.</param>
    /// <exception cref="RequestException">The size is no square.</exception>
    public static int? SideOf(Size2d? size, string network) => size is not { } given ? null
        : given.Height == given.Width ? given.Height
        : throw new RequestException($"{network} takes square images only: give --image-size one number.");
}

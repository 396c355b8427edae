using Ghn.Networks.Layers;

namespace Ghn.Cli.Networks;

/// <summary>The sizes that a user asked for: a network from a file may have others, which cannot be changed.</summary>
/// <param name="ClassCount">The number of classes; null if it was not said.</param>
/// <param name="ImageSize">The height and width of the images; null if it was not said.</param>
internal sealed record NetworkSizes(int? ClassCount, Size2d? ImageSize);

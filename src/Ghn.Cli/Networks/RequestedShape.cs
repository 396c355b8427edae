using Ghn.Networks.Layers;

namespace Ghn.Cli.Networks;

/// <summary>What a request says of a network's shape: a network from a file may have another, which cannot be changed.</summary>
/// <param name="ClassCount">The number of classes; null if it was not said.</param>
/// <param name="ImageSize">The height and width of the images; null if it was not said.</param>
internal sealed record RequestedShape(int? ClassCount, Size2d? ImageSize);

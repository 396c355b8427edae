using Ghn.Tensors;

namespace Ghn.Networks.Architectures;

/// <summary>What can be chosen of an architecture of the zoo.</summary>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="ImageSize">The height and width of the images.</param>
public sealed record ZooOptions(int ClassCount, int ImageSize)
{
    /// <summary>The largest image that counts as small: CIFAR's.</summary>
    public const int SmallImageSize = 32;

    /// <summary>
    /// Whether the images are so small that the first layers must not shrink them: the reference then changes
    /// strides and drops pools of the convolutional families, each in its own way.
    /// </summary>
    public bool HasSmallImages => ImageSize <= SmallImageSize;

    /// <summary>Whether the input is transformed as the published weights want it; see <see cref="InputTransform"/>.</summary>
    public bool TransformsInput { get; init; }

    /// <summary>The shape of one image.</summary>
    public Shape InputShape => [3, ImageSize, ImageSize];
}

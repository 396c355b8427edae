namespace Ghn.Training.Data;

/// <summary>The mean and the standard deviation of a data set's pixels, by which images are normalised for a network.</summary>
/// <param name="Mean">The mean of each channel, where 1 is full brightness.</param>
/// <param name="Deviation">The standard deviation of each channel, in the same unit.</param>
public sealed record ChannelStatistics(RgbValue Mean, RgbValue Deviation)
{
    /// <summary>CIFAR-10's, as DARTS and the GHN papers use them.</summary>
    public static ChannelStatistics Cifar10 { get; } =
        new(new(0.49139968f, 0.48215827f, 0.44653124f), new(0.24703233f, 0.24348505f, 0.26158768f));

    /// <summary>CIFAR-100's.</summary>
    public static ChannelStatistics Cifar100 { get; } = new(new(0.5071f, 0.4865f, 0.4409f), new(0.2673f, 0.2564f, 0.2762f));

    /// <summary>ImageNet's, as torchvision's networks expect them of photographs.</summary>
    public static ChannelStatistics ImageNet { get; } = new(new(0.485f, 0.456f, 0.406f), new(0.229f, 0.224f, 0.225f));
}

/// <summary>A number for each colour channel.</summary>
/// <param name="Red">The first channel's.</param>
/// <param name="Green">The second channel's.</param>
/// <param name="Blue">The third channel's.</param>
public readonly record struct RgbValue(float Red, float Green, float Blue);

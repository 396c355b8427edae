namespace Ghn.Training.Data;

/// <summary>What the images of a data set have in common, from which their usual transforms follow.</summary>
/// <param name="Statistics">How their pixels are distributed.</param>
/// <param name="Side">The height and width of every image, in pixels; null where they vary.</param>
public sealed record DatasetInfo(ChannelStatistics Statistics, int? Side = null)
{
    /// <summary>Photographs of any size.</summary>
    public static DatasetInfo Photographs { get; } = new(ChannelStatistics.ImageNet);
}

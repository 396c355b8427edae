namespace Ghn.Networks.Architectures;

/// <summary>Rounding of scaled widths to numbers of channels that hardware likes.</summary>
internal static class ChannelRounding
{
    /// <summary>
    /// The multiple of <paramref name="divisor"/> nearest to <paramref name="channels"/>, at least one divisor; the next
    /// larger one where that would lose more than a tenth of the channels.
    /// </summary>
    public static int ToMultiple(double channels, int divisor)
    {
        int rounded = Math.Max(divisor, (int)(channels + (divisor / 2.0)) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }
}

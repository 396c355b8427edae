using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>
/// What turns a picture of any size into a network's input: steps on bytes, one after the other, and then
/// (value / 255 − mean) / deviation, in torchvision's arithmetic to the last bit.
/// </summary>
public sealed class ImageTransform
{
    private const int Levels = 256;

    private readonly IImageStep[] _steps;
    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;

    /// <summary>Composes a transform.</summary>
    /// <param name="outputSize">The size of the pictures that the steps end with.</param>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="statistics">How the pixels are normalised.</param>
    public ImageTransform(Size2d outputSize, IEnumerable<IImageStep> steps, ChannelStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(statistics);
        OutputSize = outputSize;
        Statistics = statistics;
        _steps = [.. steps];
        _red = Normalized(statistics.Mean.Red, statistics.Deviation.Red);
        _green = Normalized(statistics.Mean.Green, statistics.Deviation.Green);
        _blue = Normalized(statistics.Mean.Blue, statistics.Deviation.Blue);
    }

    /// <summary>The height and width of the network's input.</summary>
    public Size2d OutputSize { get; }

    /// <summary>The steps before the normalisation, in order.</summary>
    public IReadOnlyList<IImageStep> Steps => _steps;

    /// <summary>How the pixels are normalised.</summary>
    public ChannelStatistics Statistics { get; }

    /// <summary>Transforms a picture.</summary>
    /// <param name="image">The picture, which stays the caller's.</param>
    /// <param name="random">What the steps draw their random choices from.</param>
    /// <param name="planes">Where the result goes: [3, height, width].</param>
    /// <exception cref="InvalidOperationException">The steps end with a picture of another size than was announced.</exception>
    public void Apply(RgbImage image, RandomSource random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(image);
        RgbImage current = image;
        foreach (IImageStep step in _steps)
        {
            RgbImage next = step.Apply(current, random);
            if (!ReferenceEquals(next, current) && !ReferenceEquals(current, image))
            {
                current.Dispose();
            }

            current = next;
        }

        if (new Size2d(current.Height, current.Width) != OutputSize)
        {
            throw new InvalidOperationException(
                $"The transform makes an image of {current.Height}×{current.Width} where {OutputSize} is wanted.");
        }

        Normalize(current.Pixels.Span, planes);
        if (!ReferenceEquals(current, image))
        {
            current.Dispose();
        }
    }

    /// <summary>A byte has 256 values, so the arithmetic is done once for each.</summary>
    private static float[] Normalized(float mean, float deviation)
    {
        float[] values = new float[Levels];
        for (int level = 0; level < Levels; level++)
        {
            values[level] = ((level / 255f) - mean) / deviation;
        }

        return values;
    }

    private void Normalize(ReadOnlySpan<byte> pixels, Span<float> planes)
    {
        int area = OutputSize.Area;
        Span<float> red = planes[..area];
        Span<float> green = planes.Slice(area, area);
        Span<float> blue = planes.Slice(2 * area, area);
        for (int i = 0; i < area; i++)
        {
            red[i] = _red[pixels[3 * i]];
            green[i] = _green[pixels[(3 * i) + 1]];
            blue[i] = _blue[pixels[(3 * i) + 2]];
        }
    }
}

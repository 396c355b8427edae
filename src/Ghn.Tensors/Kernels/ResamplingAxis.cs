namespace Ghn.Tensors;

/// <summary>
/// Where the positions along one axis of a resized image come from: a mixture of two neighbours in the source. Taking the nearest one is
/// the mixture in which the second has no weight.
/// </summary>
/// <param name="First">The first neighbour of each position.</param>
/// <param name="Second">The second.</param>
/// <param name="Weight">The weight of the second, from 0 to 1; the first has the rest.</param>
internal sealed record ResamplingAxis(int[] First, int[] Second, float[] Weight)
{
    /// <summary>The number of positions of the resized axis.</summary>
    public int Length => First.Length;

    /// <summary>Resizes an axis as PyTorch does, with pixel centres at half-integers and no antialiasing.</summary>
    /// <param name="mode">How values between pixels are found.</param>
    /// <param name="size">The positions of the source.</param>
    /// <param name="resized">The positions of the result.</param>
    /// <param name="ratio">The distance in the source between two neighbours of the result.</param>
    public static ResamplingAxis Create(InterpolationMode mode, int size, int resized, double ratio)
    {
        var axis = new ResamplingAxis(new int[resized], new int[resized], new float[resized]);
        for (int i = 0; i < resized; i++)
        {
            float place = mode == InterpolationMode.Nearest
                ? MathF.Floor(i * (float)ratio)
                : MathF.Max(0, ((i + 0.5f) * (float)ratio) - 0.5f);
            axis.First[i] = Math.Min((int)place, size - 1);
            axis.Second[i] = Math.Min(axis.First[i] + 1, size - 1);
            axis.Weight[i] = place - (int)place;
        }

        return axis;
    }
}

namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>
/// One axis of a resampling: each place of the result is a mixture of neighbours in the source. Every mixture is over equally many
/// neighbours, some perhaps without weight, so that the loops over them are plain.
/// </summary>
public sealed class ResamplingAxis
{
    private ResamplingAxis(int taps, int[] starts, float[] weights) => (Taps, Starts, Weights) = (taps, starts, weights);

    /// <summary>The number of neighbours in a mixture.</summary>
    public int Taps { get; }

    /// <summary>For each place of the result, the first of its neighbours.</summary>
    public int[] Starts { get; }

    /// <summary>For each place of the result, the weights of its neighbours.</summary>
    public float[] Weights { get; }

    /// <summary>Whether the result is the source.</summary>
    public bool IsIdentity { get; private init; }

    /// <summary>Finds the mixtures.</summary>
    /// <param name="resampling">How.</param>
    /// <param name="size">The size of the source.</param>
    /// <param name="target">The size of the result.</param>
    /// <param name="scale">The size of the result over that of the source before it was rounded; null for that of the sizes.</param>
    public static ResamplingAxis Of(Resampling resampling, int size, int target, double? scale)
    {
        var coordinates = new AxisCoordinates(resampling.Coordinates, size, target, scale);
        (int First, float[] Weights)[] mixtures =
            [.. Enumerable.Range(0, target).Select(place => Mixture(resampling, coordinates.At(place), coordinates.Ratio, size))];
        int taps = mixtures.Max(mixture => mixture.Weights.Length);
        int[] starts = new int[target];
        float[] weights = new float[target * taps];
        for (int place = 0; place < target; place++)
        {
            // A mixture of fewer neighbours near the end starts earlier.
            (int first, float[] own) = mixtures[place];
            starts[place] = Math.Min(first, size - taps);
            own.CopyTo(weights, (place * taps) + first - starts[place]);
        }

        bool isIdentity = size == target && taps == 1 && Enumerable.Range(0, target).All(place => starts[place] == place);
        return new ResamplingAxis(taps, starts, weights) { IsIdentity = isIdentity };
    }

    private static (int First, float[] Weights) Mixture(Resampling resampling, float place, float ratio, int size)
    {
        if (resampling.Mode == InterpolationMode.Nearest)
        {
            return (Math.Clamp((int)Nearest(resampling.Rounding, place), 0, size - 1), [1]);
        }

        bool isCubic = resampling.Mode == InterpolationMode.Bicubic;
        float stretch = resampling.Antialiases ? Math.Max(ratio, 1) : 1;
        float reach = (isCubic ? 2 : 1) * stretch;
        int first = (int)MathF.Floor(place - reach) + 1;
        int last = (int)MathF.Ceiling(place + reach) - 1;
        var weights = new float[Math.Clamp(last, 0, size - 1) - Math.Clamp(first, 0, size - 1) + 1];
        for (int neighbour = first; neighbour <= last; neighbour++)
        {
            float distance = MathF.Abs(neighbour - place) / stretch;
            float weight = isCubic ? Cubic(distance, (float)resampling.CubicCoefficient) : MathF.Max(0, 1 - distance);
            bool isInside = neighbour >= 0 && neighbour < size;
            if (isInside || !resampling.ExcludesOutside)
            {
                weights[Math.Clamp(neighbour, 0, size - 1) - Math.Clamp(first, 0, size - 1)] += weight;
            }
        }

        float sum = weights.Sum();
        return (Math.Clamp(first, 0, size - 1), [.. weights.Select(weight => sum == 0 ? 1f / weights.Length : weight / sum)]);
    }

    private static float Nearest(NearestRounding rounding, float place) => rounding switch
    {
        NearestRounding.Ceiling => MathF.Ceiling(place),
        NearestRounding.RoundPreferFloor => MathF.Ceiling(place - 0.5f),
        NearestRounding.RoundPreferCeiling => MathF.Floor(place + 0.5f),
        _ => MathF.Floor(place),
    };

    /// <summary>The weight at a distance below 2 in cubic interpolation.</summary>
    private static float Cubic(float distance, float a) => distance switch
    {
        <= 1 => ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1,
        < 2 => ((((((distance - 5) * distance) + 8) * distance) - 4) * a),
        _ => 0,
    };
}

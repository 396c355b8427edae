namespace Ghn.Training.Data.Transforms;

/// <summary>Which pixels of a line, with what weights, make each pixel of a longer or shorter line.</summary>
internal sealed class ResamplingWeights
{
    /// <summary>Of 32 bits a byte takes 8 and the sum of weighted ones 2 more; the rest are binary places.</summary>
    public const int BinaryPlaces = 32 - 8 - 2;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _taps;
    private readonly int _stride;

    private ResamplingWeights(int length, int stride)
    {
        _first = new int[length];
        _count = new int[length];
        _taps = new int[length * stride];
        _stride = stride;
    }

    /// <summary>The number of pixels that are made.</summary>
    public int Length => _first.Length;

    /// <summary>The weights that make a line of <paramref name="target"/> pixels of one of <paramref name="source"/>.</summary>
    public static ResamplingWeights Between(int source, int target)
    {
        double scale = (double)source / target;
        double support = Math.Max(scale, 1);
        var weights = new ResamplingWeights(target, ((int)Math.Ceiling(support) * 2) + 1);
        Span<double> triangle = new double[weights._stride];
        for (int i = 0; i < target; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(source, (int)(center + support + 0.5));
            double sum = 0;
            for (int x = first; x < end; x++)
            {
                double weight = Math.Max(0, 1 - Math.Abs((x - center + 0.5) * (1 / support)));
                triangle[x - first] = weight;
                sum += weight;
            }

            (weights._first[i], weights._count[i]) = (first, end - first);
            for (int x = 0; x < end - first; x++)
            {
                double weight = triangle[x] * (1 / sum);
                weights._taps[(i * weights._stride) + x] = (int)(0.5 + (weight * (1 << BinaryPlaces)));
            }
        }

        return weights;
    }

    /// <summary>The weights of pixel <paramref name="index"/>, for the source's pixels from <paramref name="first"/> on.</summary>
    public ReadOnlySpan<int> TapsOf(int index, out int first)
    {
        first = _first[index];
        return _taps.AsSpan(index * _stride, _count[index]);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The columns of one panel: stretches of elements that are neighbours in memory. Every step of the panel reads the same stretches,
/// moved by the step's own offset.
/// </summary>
internal unsafe struct Im2ColPanel
{
    /// <summary>The most columns that a panel has.</summary>
    public const int MaxWidth = 32;

    private fixed long _offsets[MaxWidth];
    private fixed int _starts[MaxWidth + 1];

    /// <summary>The number of stretches.</summary>
    public int Count { get; private set; }

    /// <summary>The number of columns.</summary>
    public int Width { get; private set; }

    /// <summary>The offset of a stretch.</summary>
    public readonly long OffsetOf(int stretch) => _offsets[stretch];

    /// <summary>The first column of a stretch.</summary>
    public readonly int StartOf(int stretch) => _starts[stretch];

    /// <summary>The number of columns in a stretch.</summary>
    public readonly int LengthOf(int stretch) => _starts[stretch + 1] - _starts[stretch];

    /// <summary>Adds columns, which join the last stretch if they follow it in memory and <paramref name="mayJoin"/> is set.</summary>
    public void Add(long offset, int length, bool mayJoin = true)
    {
        if (Count == 0 || !mayJoin || offset != _offsets[Count - 1] + (Width - _starts[Count - 1]))
        {
            _offsets[Count] = offset;
            _starts[Count++] = Width;
        }

        Width += length;
        _starts[Count] = Width;
    }

    /// <summary>Packs one step for each offset: <paramref name="width"/> elements, those beyond the panel's columns undefined.</summary>
    /// <param name="source">What offsets count from.</param>
    /// <param name="offsets">The offsets of the first steps, repeated for each channel.</param>
    /// <param name="channelStride">The distance between channels.</param>
    /// <param name="firstStep">The first step, counted from the first channel's first offset.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="width">The width of the panel.</param>
    /// <param name="panel">Steps × width elements, and a vector beyond.</param>
    /// <param name="mayExceed">Whether up to a vector beyond each stretch can be read.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Pack(
        float* source, ReadOnlySpan<int> offsets, long channelStride, int firstStep, int steps, int width, float* panel, bool mayExceed)
    {
        (int channel, int tap) = Math.DivRem(firstStep, offsets.Length);
        source += channel * channelStride;
        for (; steps > 0; steps--, panel += width)
        {
            CopyTo(source + offsets[tap], width, panel, mayExceed);
            if (++tap == offsets.Length)
            {
                tap = 0;
                source += channelStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CopyTo(float* source, int width, float* panel, bool mayExceed)
    {
        if (Count == 1 && Width == width && Avx512F.IsSupported)
        {
            float* from = source + _offsets[0];
            for (int j = 0; j < width; j += Vector512<float>.Count)
            {
                Vector512.Load(from + j).Store(panel + j);
            }

            return;
        }

        for (int i = 0; i < Count; i++)
        {
            float* from = source + _offsets[i];
            float* to = panel + _starts[i];
            int length = _starts[i + 1] - _starts[i];
            int j = 0;
            if (Avx512F.IsSupported && mayExceed)
            {
                // What is written beyond a stretch is overwritten by the next one, or by the next step.
                for (; j < length; j += Vector512<float>.Count)
                {
                    Vector512.Load(from + j).Store(to + j);
                }

                continue;
            }

            for (; j <= length - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                Vector128.Load(from + j).Store(to + j);
            }

            for (; j < length; j++)
            {
                to[j] = from[j];
            }
        }
    }
}

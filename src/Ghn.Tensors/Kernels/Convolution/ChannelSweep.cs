using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Kernels.Vectors;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Depthwise sweeps over small maps, sixteen channels at a time: their planes are turned into pixels (<see cref="ChannelBlock"/>), laid
/// out with zeros around, and what the taps make of them (<see cref="ChannelKernel"/>) is turned back into planes.
/// </summary>
internal sealed unsafe class ChannelSweep
{
    /// <summary>The elements of a block, before and after: they stay in the second-level cache.</summary>
    private const int MaxBlock = 160 << 10;

    private const int MuchWork = 16;
    private const int SmallPlane = 100;
    private const int Lanes = ChannelBlock.Lanes;

    [ThreadStatic]
    private static ChannelSweep? _own;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private SweepPlan _plan = null!;
    private ChannelPlaces[] _places = [];
    private float* _source;
    private float* _weights;
    private float* _bias;
    private float* _target;
    private int _blocks;

    private ChannelSweep() => _run = Run;

    /// <summary>
    /// Whether this is the faster way on this processor: where many taps outweigh the turning, and where plane by plane rows would be
    /// too short, or scattered by a stride.
    /// </summary>
    public static bool Suits(SweepPlan plan) =>
        plan.Groups >= Lanes && Fits(plan) && (Work(plan) >= MuchWork || plan.TargetPlane <= SmallPlane || plan.Sweeps.Length > 1);

    /// <summary>Whether the processor has vectors for it, and a block of sixteen planes stays in the cache.</summary>
    public static bool Fits(SweepPlan plan) =>
        Avx512F.IsSupported && ((long)plan.Layout.Size + plan.TargetPlane) * Lanes <= MaxBlock;

    /// <summary>The multiplications for each element that has to be turned.</summary>
    public static int Work(SweepPlan plan) => plan.Taps * plan.TargetPlane / (plan.SourcePlane + plan.TargetPlane);

    /// <summary>Runs all sweeps of a plan whose groups have one channel each.</summary>
    /// <param name="plan">The sweeps.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The taps of each channel.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    public static void Run(SweepPlan plan, float* source, float* weights, float* bias, float* target)
    {
        ChannelSweep own = _own ??= new ChannelSweep();
        own._plan = plan;
        own._places = [.. plan.Sweeps.Select(sweep => new ChannelPlaces(plan, sweep))];
        own._source = source;
        own._weights = weights;
        own._bias = bias;
        own._target = target;
        own._blocks = Partition.CeilDiv(plan.Groups, Lanes);
        WorkerPool.For(plan.Batch * own._blocks, own._run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int task)
    {
        (int image, int block) = Math.DivRem(task, _blocks);
        int firstChannel = block * Lanes;
        int channels = Math.Min(Lanes, _plan.Groups - firstChannel);
        long plane = ((long)image * _plan.Groups) + firstChannel;
        int layoutSize = _plan.Layout.Size * Lanes;
        int pixelsSize = (Math.Max(_plan.SourcePlane, _plan.TargetPlane) * Lanes) + ChannelBlock.Slack;
        float* layout = (_buffer ??= new PackingBuffer()).Reserve(layoutSize + (long)pixelsSize + (2L * _plan.Taps * Lanes));
        float* pixels = layout + layoutSize;
        float* weights = pixels + pixelsSize;
        float* ordered = weights + (_plan.Taps * Lanes);

        ChannelBlock.Gather(_source + (plane * _plan.SourcePlane), _plan.SourcePlane, channels, _plan.SourcePlane, pixels);
        new Span<float>(layout, layoutSize).Clear();
        _plan.Layout.FillInside(pixels, layout, Lanes);
        for (int c = 0; c < Lanes; c++)
        {
            float* taps = _weights + ((firstChannel + Math.Min(c, channels - 1)) * (long)_plan.Taps);
            for (int t = 0; t < _plan.Taps; t++)
            {
                weights[(t * Lanes) + c] = taps[t];
            }
        }

        Vector512<float> bias = _bias is null ? default : PartialVector.Load(_bias + firstChannel, channels);
        foreach (ChannelPlaces places in _places)
        {
            for (int t = 0; t < places.Taps.Length; t++)
            {
                Vector512.Load(weights + (places.Taps[t] * Lanes)).Store(ordered + (t * Lanes));
            }

            fixed (int* from = places.From, to = places.To, offsets = places.Offsets)
            {
                ChannelKernel.Slide(layout, from, to, places.From.Length, offsets, places.Taps.Length, ordered, bias, pixels);
            }
        }

        ChannelBlock.Scatter(pixels, _plan.TargetPlane, _target + (plane * _plan.TargetPlane), _plan.TargetPlane, channels);
    }
}

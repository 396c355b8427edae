using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tensors;

/// <summary>
/// Sweeps of small groups, as ResNeXt and RegNet have them. Alone a group is too narrow for a matrix product, so sixteen channels are
/// written at a time, whatever groups they belong to; channels of the input that an output does not see get weights of zero.
/// Planes are turned into pixels (<see cref="ChannelBlock"/>) as for depthwise sweeps, and a step reads one channel of a pixel.
/// </summary>
internal sealed unsafe class GroupedSweep
{
    /// <summary>The elements of a block, before and after: they stay in the second-level cache.</summary>
    private const int MaximalBlock = 160 << 10;

    /// <summary>The channels of a group for which the matrix product is faster.</summary>
    private const int ManyChannels = 33;

    private const int Lanes = ChannelBlock.Lanes;

    [ThreadStatic]
    private static GroupedSweep? _own;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly PackingBuffer _weightsBuffer = new();
    private readonly Action<int> _pack;
    private readonly Action<int> _run;

    private SweepPlan _plan = null!;
    private GroupedBlocks _blocks = null!;
    private ChannelPlaces[] _places = [];
    private int[][] _offsets = [];
    private long _blockSize;
    private float* _source;
    private float* _weights;
    private float* _packed;
    private float* _bias;
    private float* _target;

    private GroupedSweep() => (_pack, _run) = (Pack, Run);

    /// <summary>Whether this is the faster way on this processor.</summary>
    public static bool Suits(SweepPlan plan)
    {
        if (!Avx512F.IsSupported || plan.Groups == 1 || Math.Max(plan.SourceChannels, plan.TargetChannels) >= ManyChannels)
        {
            return false;
        }

        var blocks = new GroupedBlocks(plan);
        return plan.Groups * plan.TargetChannels >= Lanes
            && (((long)blocks.MaximalSourceBlocks * plan.Layout.Size) + plan.TargetPlane) * Lanes <= MaximalBlock;
    }

    /// <summary>Runs all sweeps of a plan.</summary>
    /// <param name="plan">The sweeps.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    public static void Run(SweepPlan plan, float* source, float* weights, float* bias, float* target)
    {
        GroupedSweep own = _own ??= new GroupedSweep();
        own._plan = plan;
        own._blocks = new GroupedBlocks(plan);
        own._places = [.. plan.Sweeps.Select(sweep => new ChannelPlaces(plan, sweep))];
        own._offsets = [.. own._places.Select(own._blocks.Offsets)];
        own._blockSize = own._offsets.Sum(offsets => (long)offsets.Length) * Lanes;
        own._source = source;
        own._weights = weights;
        own._bias = bias;
        own._target = target;
        own._packed = own._weightsBuffer.Reserve(own._blocks.Count * own._blockSize);
        WorkerPool.For(own._blocks.Count, own._pack);
        WorkerPool.For(plan.Batch * own._blocks.Count, own._run);
    }

    /// <summary>Packs the weights of one block: for each sweep, channel that is read, and tap a vector of the channels written.</summary>
    private void Pack(int block)
    {
        (int firstTarget, int targets, int firstSource, int sources) = _blocks[block];
        float* packed = _packed + (block * _blockSize);
        new Span<float>(packed, (int)_blockSize).Clear();
        foreach (ChannelPlaces places in _places)
        {
            for (int c = firstSource; c < firstSource + sources; c++)
            {
                (int group, int sourceInGroup) = Math.DivRem(c, _plan.SourceChannels);
                int first = Math.Max(group * _plan.TargetChannels, firstTarget);
                int last = Math.Min((group + 1) * _plan.TargetChannels, firstTarget + targets);
                for (int k = first; k < last; k++)
                {
                    long kernel = _plan.IsBackward
                        ? ((long)c * _plan.TargetChannels) + (k % _plan.TargetChannels)
                        : ((long)k * _plan.SourceChannels) + sourceInGroup;
                    for (int t = 0; t < places.Taps.Length; t++)
                    {
                        packed[(t * Lanes) + k - firstTarget] = _weights[(kernel * _plan.Taps) + places.Taps[t]];
                    }
                }

                packed += places.Taps.Length * Lanes;
            }

            packed += (_blocks.MaximalSources - sources) * places.Taps.Length * Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int task)
    {
        (int image, int block) = Math.DivRem(task, _blocks.Count);
        (int firstTarget, int targets, int firstSource, int sources) = _blocks[block];
        int layoutSize = _plan.Layout.Size * Lanes;
        int pixelsSize = (Math.Max(_plan.SourcePlane, _plan.TargetPlane) * Lanes) + ChannelBlock.Slack;
        float* layout = (_buffer ??= new PackingBuffer()).Reserve(((long)_blocks.MaximalSourceBlocks * layoutSize) + pixelsSize);
        float* pixels = layout + ((long)_blocks.MaximalSourceBlocks * layoutSize);
        float* planes = _source + ((((long)image * _plan.Groups * _plan.SourceChannels) + firstSource) * _plan.SourcePlane);
        GroupedBlocks.LayOut(_plan.Layout, planes, _plan.SourcePlane, sources, pixels, layout);

        Vector512<float> bias = _bias is null ? default : PartialVector.Load(_bias + firstTarget, targets);
        float* packed = _packed + (block * _blockSize);
        for (int s = 0; s < _places.Length; s++)
        {
            ChannelPlaces places = _places[s];
            fixed (int* from = places.From, to = places.To, offsets = _offsets[s])
            {
                int steps = sources * places.Taps.Length;
                ChannelKernel<OneChannel>.Slide(layout, from, to, places.From.Length, offsets, steps, packed, bias, pixels);
            }

            packed += _offsets[s].Length * Lanes;
        }

        float* target = _target + ((((long)image * _plan.Groups * _plan.TargetChannels) + firstTarget) * _plan.TargetPlane);
        ChannelBlock.Scatter(pixels, _plan.TargetPlane, target, _plan.TargetPlane, targets);
    }
}

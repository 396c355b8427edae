using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Kernels.Vectors;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Depthwise passes over small maps, sixteen channels at a time: their planes are turned into pixels (<see cref="ChannelBlockLayout"/>),
/// laid
/// out with zeros around, and what the taps make of them (<see cref="BlockedDepthwiseKernel"/>) is turned back into planes.
/// </summary>
internal sealed unsafe class BlockedDepthwiseConvolution : PerThread<BlockedDepthwiseConvolution>
{
    /// <summary>The elements of a block, before and after: they stay in the second-level cache.</summary>
    private const int MaxBlock = 160 << 10;

    /// <summary>
    /// The <see cref="Work"/> from which on turning pays on any map: 7×7 taps (24) do, 5×5 (12) do not. With AVX-512, one thread and
    /// 8 images, 7×7 taps at 28² went from 59 to 84 GFLOP/s, at 14² from 47 to 78.
    /// </summary>
    private const int MinWork = 16;

    /// <summary>
    /// The elements of a map up to which its rows are too short plane by plane: 5×5 taps at 7² went from 27 to 42 GFLOP/s.
    /// </summary>
    private const int MaxSmallPlane = 100;

    private const int VectorWidth = ChannelBlockLayout.VectorWidth;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private ConvolutionPlan _plan = null!;
    private BlockedOffsets[] _offsets = [];
    private float* _source;
    private float* _weights;
    private float* _bias;
    private float* _target;
    private int _blocks;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public BlockedDepthwiseConvolution() => _run = Run;

    /// <summary>
    /// Whether this is the faster way on this processor: where many taps outweigh the turning, and where plane by plane rows would be
    /// too short, or scattered by a stride.
    /// </summary>
    public static bool Suits(ConvolutionPlan plan) =>
        plan.Groups >= VectorWidth && Fits(plan) && (Work(plan) >= MinWork || plan.TargetPlane <= MaxSmallPlane || plan.Passes.Length > 1);

    /// <summary>Whether the processor has vectors for it, and a block of sixteen planes stays in the cache.</summary>
    public static bool Fits(ConvolutionPlan plan) =>
        Avx512F.IsSupported && ((long)plan.Layout.Size + plan.TargetPlane) * VectorWidth <= MaxBlock;

    /// <summary>The multiplications for each element that has to be turned.</summary>
    public static int Work(ConvolutionPlan plan) => plan.Taps * plan.TargetPlane / (plan.SourcePlane + plan.TargetPlane);

    /// <summary>Runs all passes of a plan whose groups have one channel each.</summary>
    /// <param name="plan">The passes.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The taps of each channel.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    public static void Run(ConvolutionPlan plan, float* source, float* weights, float* bias, float* target)
    {
        BlockedDepthwiseConvolution own = Own;
        own._plan = plan;
        own._offsets = [.. plan.Passes.Select(pass => new BlockedOffsets(plan, pass))];
        own._source = source;
        own._weights = weights;
        own._bias = bias;
        own._target = target;
        own._blocks = Partition.CeilDiv(plan.Groups, VectorWidth);
        WorkerPool.For(plan.Batch * own._blocks, own._run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int task)
    {
        (int image, int block) = Math.DivRem(task, _blocks);
        int firstChannel = block * VectorWidth;
        int channels = Math.Min(VectorWidth, _plan.Groups - firstChannel);
        long plane = ((long)image * _plan.Groups) + firstChannel;
        int layoutSize = _plan.Layout.Size * VectorWidth;
        int pixelsSize = (Math.Max(_plan.SourcePlane, _plan.TargetPlane) * VectorWidth) + ChannelBlockLayout.Slack;
        float* layout = (_buffer ??= new PackingBuffer()).Reserve(layoutSize + (long)pixelsSize + (2L * _plan.Taps * VectorWidth));
        float* pixels = layout + layoutSize;
        float* weights = pixels + pixelsSize;
        float* ordered = weights + (_plan.Taps * VectorWidth);

        ChannelBlockLayout.Gather(_source + (plane * _plan.SourcePlane), _plan.SourcePlane, channels, _plan.SourcePlane, pixels);
        new Span<float>(layout, layoutSize).Clear();
        _plan.Layout.FillInside(pixels, layout, VectorWidth);
        for (int c = 0; c < VectorWidth; c++)
        {
            float* taps = _weights + ((firstChannel + Math.Min(c, channels - 1)) * (long)_plan.Taps);
            for (int t = 0; t < _plan.Taps; t++)
            {
                weights[(t * VectorWidth) + c] = taps[t];
            }
        }

        Vector512<float> bias = _bias is null ? default : PartialVector.Load(_bias + firstChannel, channels);
        foreach (BlockedOffsets places in _offsets)
        {
            for (int t = 0; t < places.Taps.Length; t++)
            {
                Vector512.Load(weights + (places.Taps[t] * VectorWidth)).Store(ordered + (t * VectorWidth));
            }

            fixed (int* from = places.From, to = places.To, offsets = places.Offsets)
            {
                BlockedDepthwiseKernel.Slide(layout, from, to, places.From.Length, offsets, places.Taps.Length, ordered, bias, pixels);
            }
        }

        ChannelBlockLayout.Scatter(pixels, _plan.TargetPlane, _target + (plane * _plan.TargetPlane), _plan.TargetPlane, channels);
    }
}

using System.Runtime.CompilerServices;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a depthwise convolution's weights on small maps, sixteen channels at a time: image after image, their planes are
/// turned into pixels (<see cref="ChannelBlockLayout"/>), and the inner product for each tap sums whole vectors.
/// </summary>
internal sealed unsafe class BlockedDepthwiseWeightGradient : PerThread<BlockedDepthwiseWeightGradient>
{
    /// <summary>The outputs that are summed in registers; sums of sums keep the accuracy.</summary>
    private const int OutputsAtOnce = 128;

    /// <summary>
    /// As in <see cref="BlockedDepthwiseConvolution"/>, but 5×5 taps (12) pay, too: with AVX-512, one thread and 8 images, 7×7 taps at 28²
    /// went from 42 to 92 GFLOP/s, 5×5 at 14² with stride 2 from 13 to 33.
    /// </summary>
    private const int MinWork = 12;

    /// <summary>Whatever the taps: 5×5 at 7² went from 18 to 59 GFLOP/s, 7×7 at 14² from 30 to 88.</summary>
    private const int MaxSmallPlane = 200;

    private const int VectorWidth = ChannelBlockLayout.VectorWidth;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private ConvolutionPlan _plan = null!;
    private BlockedOffsets _offsets = null!;
    private float* _input;
    private float* _outputGradient;
    private float* _weightGradient;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public BlockedDepthwiseWeightGradient() => _run = Run;

    /// <summary>Whether this is the faster way on this processor; threads must find several blocks of channels.</summary>
    public static bool Suits(ConvolutionPlan plan) =>
        plan.Groups >= 2 * VectorWidth && BlockedDepthwiseConvolution.Fits(plan)
        && (BlockedDepthwiseConvolution.Work(plan) >= MinWork || plan.TargetPlane <= MaxSmallPlane);

    /// <summary>Computes the gradient.</summary>
    /// <param name="plan">The convolution, whose groups have one channel each.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="outputGradient">The gradient of its output.</param>
    /// <param name="weightGradient">Where the result goes.</param>
    public static void Run(ConvolutionPlan plan, float* input, float* outputGradient, float* weightGradient)
    {
        BlockedDepthwiseWeightGradient own = Own;
        own._plan = plan;
        own._offsets = new BlockedOffsets(plan, plan.Passes[0]);
        own._input = input;
        own._outputGradient = outputGradient;
        own._weightGradient = weightGradient;
        WorkerPool.For(Partition.CeilDiv(plan.Groups, VectorWidth), own._run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int block)
    {
        int firstChannel = block * VectorWidth;
        int channels = Math.Min(VectorWidth, _plan.Groups - firstChannel);
        int groups = Partition.CeilDiv(_plan.Taps, BlockedDepthwiseKernel.TapsAtOnce);
        int layoutSize = _plan.Layout.Size * VectorWidth;
        int pixelsSize = (_plan.SourcePlane * VectorWidth) + ChannelBlockLayout.Slack;
        int gradientSize = (_plan.TargetPlane * VectorWidth) + ChannelBlockLayout.Slack;
        int sumsSize = groups * BlockedDepthwiseKernel.TapsAtOnce * VectorWidth;
        float* layout = (_buffer ??= new PackingBuffer()).Reserve(layoutSize + (long)pixelsSize + gradientSize + sumsSize);
        float* pixels = layout + layoutSize;
        float* gradient = pixels + pixelsSize;
        float* sums = gradient + gradientSize;
        new Span<float>(layout, layoutSize).Clear();
        new Span<float>(sums, sumsSize).Clear();
        for (int n = 0; n < _plan.Batch; n++)
        {
            long plane = ((long)n * _plan.Groups) + firstChannel;
            ChannelBlockLayout.Gather(_input + (plane * _plan.SourcePlane), _plan.SourcePlane, channels, _plan.SourcePlane, pixels);
            _plan.Layout.FillInside(pixels, layout, VectorWidth);
            ChannelBlockLayout.Gather(
                _outputGradient + (plane * _plan.TargetPlane), _plan.TargetPlane, channels, _plan.TargetPlane, gradient);
            Correlate(layout, gradient, sums);
        }

        for (int c = 0; c < channels; c++)
        {
            float* target = _weightGradient + ((firstChannel + c) * (long)_plan.Taps);
            for (int t = 0; t < _plan.Taps; t++)
            {
                target[t] = sums[(t * VectorWidth) + c];
            }
        }
    }

    private void Correlate(float* layout, float* gradient, float* sums)
    {
        // A last group of fewer taps repeats the last one, whose further sums go nowhere.
        int* offsets = stackalloc int[BlockedDepthwiseKernel.TapsAtOnce];
        fixed (int* from = _offsets.From)
        {
            for (int first = 0;
                first < _plan.Taps;
                first += BlockedDepthwiseKernel.TapsAtOnce, sums += BlockedDepthwiseKernel.TapsAtOnce * VectorWidth)
            {
                for (int t = 0; t < BlockedDepthwiseKernel.TapsAtOnce; t++)
                {
                    offsets[t] = _offsets.Offsets[Math.Min(first + t, _plan.Taps - 1)];
                }

                for (int output = 0; output < _plan.TargetPlane; output += OutputsAtOnce)
                {
                    int outputs = Math.Min(OutputsAtOnce, _plan.TargetPlane - output);
                    BlockedDepthwiseKernel.Correlate(
                        layout, from + output, outputs, gradient + ((long)output * VectorWidth), offsets, sums);
                }
            }
        }
    }
}

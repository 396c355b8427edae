using System.Runtime.CompilerServices;

namespace Ghn.Tensors;

/// <summary>
/// The gradient of the weights of small groups: sixteen channels of the output at a time, as <see cref="GroupedSweep"/> writes them,
/// against each channel and tap that they see. Products of channels from different groups are computed, too, and left out at the end.
/// </summary>
internal sealed unsafe class GroupedWeightGradient
{
    /// <summary>The outputs that are summed in registers; sums of sums keep the accuracy.</summary>
    private const int OutputsAtOnce = 128;

    private const int Lanes = ChannelBlock.Lanes;

    [ThreadStatic]
    private static GroupedWeightGradient? _own;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private SweepPlan _plan = null!;
    private GroupedBlocks _blocks = null!;
    private int[] _from = [];
    private int[] _offsets = [];
    private float* _input;
    private float* _outputGradient;
    private float* _weightGradient;

    private GroupedWeightGradient() => _run = Run;

    /// <summary>Computes the gradient.</summary>
    /// <param name="plan">The convolution, which <see cref="GroupedSweep.Suits"/>.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="outputGradient">The gradient of its output.</param>
    /// <param name="weightGradient">Where the result goes.</param>
    public static void Run(SweepPlan plan, float* input, float* outputGradient, float* weightGradient)
    {
        GroupedWeightGradient own = _own ??= new GroupedWeightGradient();
        var places = new ChannelPlaces(plan, plan.Sweeps[0]);
        own._plan = plan;
        own._blocks = new GroupedBlocks(plan);
        (own._from, own._offsets) = (places.From, own._blocks.Offsets(places));
        own._input = input;
        own._outputGradient = outputGradient;
        own._weightGradient = weightGradient;
        WorkerPool.For(own._blocks.Count, own._run);
    }

    private void Run(int block)
    {
        (int firstTarget, int targets, int firstSource, int sources) = _blocks[block];
        int layoutSize = _plan.Layout.Size * Lanes * _blocks.MaximalSourceBlocks;
        int pixelsSize = (_plan.SourcePlane * Lanes) + ChannelBlock.Slack;
        int gradientSize = (_plan.TargetPlane * Lanes) + ChannelBlock.Slack;
        int sumsSize = (_offsets.Length + ChannelBlock.TapsAtOnce) * Lanes;
        float* layout = (_buffer ??= new PackingBuffer()).Reserve((long)layoutSize + pixelsSize + gradientSize + sumsSize);
        float* pixels = layout + layoutSize;
        float* gradient = pixels + pixelsSize;
        float* sums = gradient + gradientSize;
        new Span<float>(sums, sumsSize).Clear();
        for (int n = 0; n < _plan.Batch; n++)
        {
            float* planes = _input + ((((long)n * _plan.Groups * _plan.SourceChannels) + firstSource) * _plan.SourcePlane);
            GroupedBlocks.LayOut(_plan.Layout, planes, _plan.SourcePlane, sources, pixels, layout);
            float* gradients = _outputGradient + ((((long)n * _plan.Groups * _plan.TargetChannels) + firstTarget) * _plan.TargetPlane);
            ChannelBlock.Gather(gradients, _plan.TargetPlane, targets, _plan.TargetPlane, gradient);
            Correlate(layout, gradient, sums, sources * _plan.Taps);
        }

        int kernelSize = _plan.SourceChannels * _plan.Taps;
        for (int k = firstTarget; k < firstTarget + targets; k++)
        {
            long firstStep = ((long)(k / _plan.TargetChannels * _plan.SourceChannels) - firstSource) * _plan.Taps;
            for (int i = 0; i < kernelSize; i++)
            {
                _weightGradient[((long)k * kernelSize) + i] = sums[((firstStep + i) * Lanes) + k - firstTarget];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Correlate(float* layout, float* gradient, float* sums, int steps)
    {
        // A last group of fewer steps repeats the last one, whose further sums go nowhere.
        int* offsets = stackalloc int[ChannelBlock.TapsAtOnce];
        fixed (int* from = _from)
        {
            for (int output = 0; output < _plan.TargetPlane; output += OutputsAtOnce)
            {
                int outputs = Math.Min(OutputsAtOnce, _plan.TargetPlane - output);
                for (int first = 0; first < steps; first += ChannelBlock.TapsAtOnce)
                {
                    for (int i = 0; i < ChannelBlock.TapsAtOnce; i++)
                    {
                        offsets[i] = _offsets[Math.Min(first + i, steps - 1)];
                    }

                    ChannelKernel<OneChannel>.Correlate(
                        layout, from + output, outputs, gradient + ((long)output * Lanes), offsets, sums + (first * Lanes));
                }
            }
        }
    }
}

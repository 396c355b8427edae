using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a depthwise convolution's weights. The output's gradient, with zeros between its rows, lies beside the input's plane
/// as the convolution lays it out: then the gradient of each tap is the inner product of two long stretches.
/// </summary>
internal sealed unsafe class DepthwiseWeightGradient : PerThread<DepthwiseWeightGradient>
{
    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private ConvolutionPlan _plan = null!;
    private DepthwiseKernel _kernel = DepthwiseKernel.Best;
    private float* _input;
    private float* _outputGradient;
    private float* _weightGradient;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public DepthwiseWeightGradient() => _run = Run;

    /// <summary>Computes the gradient.</summary>
    /// <param name="plan">The convolution, whose groups have one channel each.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="outputGradient">The gradient of its output.</param>
    /// <param name="weightGradient">Where the result goes.</param>
    /// <param name="kernel">The kernel to use; null for the fastest.</param>
    public static void Run(ConvolutionPlan plan, float* input, float* outputGradient, float* weightGradient, DepthwiseKernel? kernel = null)
    {
        DepthwiseWeightGradient own = Own;
        own._plan = plan;
        own._kernel = kernel ?? DepthwiseKernel.Best;
        own._input = input;
        own._outputGradient = outputGradient;
        own._weightGradient = weightGradient;
        WorkerPool.For(plan.Groups, own._run);
    }

    private void Run(int channel)
    {
        ConvolutionPass pass = _plan.Passes[0];
        int pitch = _plan.Layout.Pitch;
        int length = ((pass.Rows - 1) * pitch) + pass.Columns;
        int planeSize = _plan.Layout.Size + DepthwiseKernel.Slack;
        float* plane = (_buffer ??= new PackingBuffer()).Reserve(planeSize + length + DepthwiseKernel.Slack);
        float* gradient = plane + planeSize;

        // Whatever lies between and beyond is multiplied by zero, and must be finite for that.
        new Span<float>(plane, planeSize + length + DepthwiseKernel.Slack).Clear();
        float* sums = _weightGradient + ((long)channel * _plan.Taps);
        new Span<float>(sums, _plan.Taps).Clear();
        for (int n = 0; n < _plan.Batch; n++)
        {
            long index = ((long)n * _plan.Groups) + channel;
            _plan.Layout.FillInside(_input + (index * _plan.SourcePlane), plane);
            float* source = _outputGradient + (index * _plan.TargetPlane);
            for (int i = 0; i < pass.Rows; i++)
            {
                StridedCopy.Copy(source + ((long)i * pass.Columns), gradient + ((long)i * pitch), pass.Columns);
            }

            _kernel.Correlate(plane, pass.Offsets, gradient, sums, length);
        }
    }
}

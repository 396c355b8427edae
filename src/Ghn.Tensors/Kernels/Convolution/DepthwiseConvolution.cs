using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>Passes in which each channel is made of one channel: plane after plane is laid out, and its taps slide over it.</summary>
internal sealed unsafe class DepthwiseConvolution : PerThread<DepthwiseConvolution>
{
    private const int TasksPerThread = 8;

    /// <summary>
    /// Small planes are laid out several at a time: a vector that was just written in pieces cannot be read at once.
    /// </summary>
    private const int MaxPlanes = 8;
    private const int ElementsAtOnce = 4096;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private ConvolutionPlan _plan = null!;
    private DepthwiseKernel _kernel = DepthwiseKernel.Best;
    private float* _source;
    private float* _weights;
    private float* _bias;
    private float* _target;
    private int _tasks;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public DepthwiseConvolution() => _run = Run;

    /// <summary>Runs all passes of a plan whose groups have one channel each.</summary>
    /// <param name="plan">The passes.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The taps of each channel.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    /// <param name="kernel">The kernel to use; null for the fastest.</param>
    public static void Run(ConvolutionPlan plan, float* source, float* weights, float* bias, float* target, DepthwiseKernel? kernel = null)
    {
        DepthwiseConvolution own = Own;
        own._plan = plan;
        own._kernel = kernel ?? DepthwiseKernel.Best;
        own._source = source;
        own._weights = weights;
        own._bias = bias;
        own._target = target;
        own._tasks = Math.Min(plan.Batch * plan.Groups, TasksPerThread * WorkerPool.Available);
        WorkerPool.For(own._tasks, own._run);
    }

    private void Run(int task)
    {
        int planeSize = _plan.Layout.Size + DepthwiseKernel.Slack;
        int outputSize = DepthwiseKernel.Slack;
        foreach (ConvolutionPass pass in _plan.Passes)
        {
            outputSize = Math.Max(outputSize, LengthOf(pass) + DepthwiseKernel.Slack);
        }

        int planesAtOnce = Math.Clamp(ElementsAtOnce / planeSize, 1, MaxPlanes);
        float* planes = (_buffer ??= new PackingBuffer()).Reserve(((long)planesAtOnce * (planeSize + outputSize)) + _plan.Taps);
        float* outputs = planes + ((long)planesAtOnce * planeSize);
        float* weights = outputs + ((long)planesAtOnce * outputSize);
        new Span<float>(planes, planesAtOnce * planeSize).Clear();
        (int first, int last) = Partition.Range(_plan.Batch * _plan.Groups, task, _tasks);
        for (; first < last; first += planesAtOnce)
        {
            int count = Math.Min(planesAtOnce, last - first);
            for (int i = 0; i < count; i++)
            {
                _plan.Layout.FillInside(_source + ((long)(first + i) * _plan.SourcePlane), planes + (i * planeSize));
            }

            foreach (ConvolutionPass pass in _plan.Passes)
            {
                for (int i = 0; i < count; i++)
                {
                    Slide(pass, (first + i) % _plan.Groups, planes + (i * planeSize), weights, outputs + (i * outputSize));
                }

                for (int i = 0; i < count; i++)
                {
                    Store(pass, outputs + (i * outputSize), _target + ((long)(first + i) * _plan.TargetPlane));
                }
            }
        }
    }

    private void Slide(ConvolutionPass pass, int channel, float* plane, float* weights, float* outputs)
    {
        float* taps = _weights + ((long)channel * _plan.Taps);
        for (int t = 0; t < pass.Taps.Length && !pass.IsInOrder; t++)
        {
            weights[t] = taps[pass.Taps[t]];
        }

        _kernel.Slide(plane, pass.Offsets, pass.IsInOrder ? taps : weights, _bias is null ? 0 : _bias[channel], outputs, LengthOf(pass));
    }

    private void Store(ConvolutionPass pass, float* outputs, float* plane)
    {
        for (int i = 0; i < pass.Rows; i++)
        {
            float* row = plane + pass.First + ((long)i * pass.RowStride);
            StridedCopy.Scatter(pass.ColumnStride, outputs + ((long)i * _plan.Layout.Pitch), row, pass.Columns);
        }
    }

    /// <summary>The elements from the first to the last output, those between rows included.</summary>
    private int LengthOf(ConvolutionPass pass) => ((pass.Rows - 1) * _plan.Layout.Pitch) + pass.Columns;
}

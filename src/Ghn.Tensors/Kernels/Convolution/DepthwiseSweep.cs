namespace Ghn.Tensors;

/// <summary>Sweeps in which each channel is made of one channel: plane after plane is laid out, and its taps slide over it.</summary>
internal sealed unsafe class DepthwiseSweep
{
    private const int TasksPerThread = 8;

    [ThreadStatic]
    private static DepthwiseSweep? _own;

    [ThreadStatic]
    private static PackingBuffer? _buffer;

    private readonly Action<int> _run;

    private SweepPlan _plan = null!;
    private DepthwiseKernel _kernel = DepthwiseKernel.Best;
    private float* _source;
    private float* _weights;
    private float* _bias;
    private float* _target;
    private int _tasks;

    private DepthwiseSweep() => _run = Run;

    /// <summary>Runs all sweeps of a plan whose groups have one channel each.</summary>
    /// <param name="plan">The sweeps.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The taps of each channel.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    /// <param name="kernel">The kernel to use; null for the fastest.</param>
    public static void Run(SweepPlan plan, float* source, float* weights, float* bias, float* target, DepthwiseKernel? kernel = null)
    {
        DepthwiseSweep own = _own ??= new DepthwiseSweep();
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
        int longest = 0;
        foreach (Sweep sweep in _plan.Sweeps)
        {
            longest = Math.Max(longest, LengthOf(sweep));
        }

        long planeSize = _plan.Layout.Size + DepthwiseKernel.Slack;
        float* plane = (_buffer ??= new PackingBuffer()).Reserve(planeSize + longest + DepthwiseKernel.Slack + _plan.Taps);
        float* outputs = plane + planeSize;
        float* weights = outputs + longest + DepthwiseKernel.Slack;
        new Span<float>(plane, _plan.Layout.Size).Clear();
        (int first, int last) = Division.Part(_plan.Batch * _plan.Groups, task, _tasks);
        for (int index = first; index < last; index++)
        {
            int channel = index % _plan.Groups;
            _plan.Layout.FillInside(_source + ((long)index * _plan.SourcePlane), plane);
            foreach (Sweep sweep in _plan.Sweeps)
            {
                for (int t = 0; t < sweep.Taps.Length; t++)
                {
                    weights[t] = _weights[((long)channel * _plan.Taps) + sweep.Taps[t]];
                }

                _kernel.Slide(plane, sweep.Offsets, weights, _bias is null ? 0 : _bias[channel], outputs, LengthOf(sweep));
                float* target = _target + ((long)index * _plan.TargetPlane) + sweep.First;
                for (int i = 0; i < sweep.Rows; i++)
                {
                    Stretch.Spread(sweep.ColumnStride, outputs + ((long)i * _plan.Layout.Pitch), target + ((long)i * sweep.RowStride), sweep.Columns);
                }
            }
        }
    }

    /// <summary>The elements from the first to the last output, those between rows included.</summary>
    private int LengthOf(Sweep sweep) => ((sweep.Rows - 1) * _plan.Layout.Pitch) + sweep.Columns;
}

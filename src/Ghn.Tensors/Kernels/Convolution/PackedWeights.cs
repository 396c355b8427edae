using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>The weights of one group, packed into panels for each pass of a plan.</summary>
internal sealed unsafe class PackedWeights
{
    /// <summary>The depth of a panel: 12 rows of weights and 32 columns of patches stay in the first-level cache.</summary>
    private const int MaxDepth = 384;

    /// <summary>The rows that are ordered together, since they lie together.</summary>
    private const int RowsAtOnce = 16;

    /// <summary>Keeps panels apart: kernels and packers may touch a vector past a panel's end.</summary>
    private const int PanelGap = 16;

    private readonly PackingBuffer _panelBuffer = new();
    private readonly PackingBuffer _orderedBuffer = new();
    private readonly Action<int> _pack;
    private readonly Action<int> _order;

    private ConvolutionPlan _plan = null!;
    private GemmKernel _kernel = GemmKernel.Best;
    private float* _weights;
    private float* _ordered;
    private float* _panels;
    private long[] _firstPanels = [];
    private long[] _firstOrdered = [];

    /// <summary>Makes room that grows as needed.</summary>
    public PackedWeights() => (_pack, _order) = (Pack, Order);

    /// <summary>The number of panels that hold the rows.</summary>
    public int RowPanels { get; private set; }

    /// <summary>The steps of a pass: its taps in all channels.</summary>
    public int Steps(int pass) => _plan.SourceChannels * _plan.Passes[pass].Taps.Length;

    /// <summary>The number of parts into which the steps of a pass are divided, at least one.</summary>
    public int Depths(int pass) => Math.Max(Partition.CeilDiv(Steps(pass), MaxDepth), 1);

    /// <summary>The steps of each part but the last.</summary>
    public int Depth(int pass) => Partition.CeilDiv(Steps(pass), Depths(pass));

    /// <summary>The distance between panels of a pass.</summary>
    public int PanelStride(int pass) => (_kernel.Rows * Depth(pass)) + PanelGap;

    /// <summary>The panel of some rows for one part of a pass's steps.</summary>
    public float* Panel(int pass, int depth, int rowPanel) =>
        _panels + _firstPanels[pass] + ((((long)depth * RowPanels) + rowPanel) * PanelStride(pass));

    /// <summary>Packs the weights of a group.</summary>
    public void Pack(ConvolutionPlan plan, float* weights, int group, GemmKernel kernel)
    {
        long size = (long)plan.TargetChannels * plan.SourceChannels * plan.Taps;
        (_plan, _kernel) = (plan, kernel);
        _weights = weights + (group * size);
        RowPanels = Partition.CeilDiv(plan.TargetChannels, kernel.Rows);
        if (_firstPanels.Length <= plan.Passes.Length)
        {
            _firstPanels = new long[plan.Passes.Length + 1];
            _firstOrdered = new long[plan.Passes.Length + 1];
        }

        for (int s = 0; s < plan.Passes.Length; s++)
        {
            _firstPanels[s + 1] = _firstPanels[s] + ((long)Depths(s) * RowPanels * PanelStride(s));
            _firstOrdered[s + 1] = _firstOrdered[s] + ((long)Steps(s) * plan.TargetChannels);
        }

        _panels = _panelBuffer.Reserve(_firstPanels[plan.Passes.Length]);
        if (plan.IsBackward && plan.Taps > 1)
        {
            _ordered = _orderedBuffer.Reserve(size);
            WorkerPool.For(Partition.CeilDiv(plan.TargetChannels, RowsAtOnce), _order);
        }

        WorkerPool.For(plan.Passes.Length * RowPanels, _pack);
    }

    private void Pack(int task)
    {
        (int pass, int panel) = Math.DivRem(task, RowPanels);
        MatrixView matrix = Matrix(pass);
        int depth = Depth(pass);
        for (int d = 0; d < Depths(pass); d++)
        {
            int steps = Math.Min(depth, matrix.Columns - (d * depth));
            _kernel.Pack(matrix, panel * _kernel.Rows, d * depth, steps, _kernel.Rows, Panel(pass, d, panel));
        }
    }

    /// <summary>The weights of a pass: a row for each channel that is written, a column for each step.</summary>
    private MatrixView Matrix(int pass)
    {
        int rows = _plan.TargetChannels;
        int steps = Steps(pass);
        if (!_plan.IsBackward)
        {
            return new MatrixView(_weights, ElementType.Float32, rows, steps, steps);
        }

        return _plan.Taps == 1
            ? new MatrixView(_weights, ElementType.Float32, rows, steps, 1, rows)
            : new MatrixView(_ordered + _firstOrdered[pass], ElementType.Float32, rows, steps, steps);
    }

    /// <summary>Gathers the weights by which some channels are written, pass by pass.</summary>
    private void Order(int task)
    {
        int first = task * RowsAtOnce;
        int last = Math.Min(first + RowsAtOnce, _plan.TargetChannels);
        for (int s = 0; s < _plan.Passes.Length; s++)
        {
            ReadOnlySpan<int> taps = _plan.Passes[s].Taps;
            long steps = Steps(s);
            for (int c = 0; c < _plan.SourceChannels; c++)
            {
                for (int row = first; row < last; row++)
                {
                    float* kernel = _weights + ((((long)c * _plan.TargetChannels) + row) * _plan.Taps);
                    float* ordered = _ordered + _firstOrdered[s] + (row * steps) + (c * taps.Length);
                    for (int t = 0; t < taps.Length; t++)
                    {
                        ordered[t] = kernel[taps[t]];
                    }
                }
            }
        }
    }
}

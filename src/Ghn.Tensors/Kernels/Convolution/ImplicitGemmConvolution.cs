using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Passes over many channels, as a matrix product that never holds the unfolded image. The weights are packed once, into panels
/// that all threads share. Then one batch tile of images after the other is laid out (<see cref="BatchTile"/>), and each thread takes
/// stripes
/// of outputs: it packs the patches that they see straight into the panels of the matrix product's kernel.
/// Panels reach from one image to the next, so small planes fill them, too.
/// </summary>
internal sealed unsafe class ImplicitGemmConvolution : PerThread<ImplicitGemmConvolution>
{
    /// <summary>The elements of a stripe at one depth: they stay in the second-level cache.</summary>
    private const int MaxStripe = 96 << 10;

    /// <summary>The panels of a stripe.</summary>
    private const int MaxPanels = 32;

    /// <summary>The steps that are packed before the next panel's turn.</summary>
    private const int StepsAtOnce = 16;

    /// <summary>What packing may write or read past the end.</summary>
    private const int Slack = 32;

    [ThreadStatic]
    private static PackingBuffer? _stripe;

    private readonly PackedWeights _weights = new();
    private readonly BatchTile _batchTile = new();
    private readonly Action<int> _multiplyStripe;

    private ConvolutionPlan _plan = null!;
    private GemmKernel _kernel = GemmKernel.Best;
    private float* _bias;
    private float* _target;
    private int _group;

    private int _pass;
    private int _stripes;
    private int _rowChunks;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public ImplicitGemmConvolution() => _multiplyStripe = MultiplyStripe;

    /// <summary>Runs all passes of a plan.</summary>
    /// <param name="plan">The passes.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    /// <param name="kernel">The kernel to use; null for the one that suits.</param>
    public static void Run(ConvolutionPlan plan, float* source, float* weights, float* bias, float* target, GemmKernel? kernel = null)
    {
        if (Array.Exists(plan.Passes, pass => pass.Taps.Length == 0))
        {
            // What no tap sees is zero.
            new Span<float>(target, checked(plan.Batch * plan.Groups * plan.TargetChannels * plan.TargetPlane)).Clear();
        }

        ImplicitGemmConvolution own = Own;
        own._plan = plan;
        own._kernel = kernel ?? Avx512NarrowKernel.Choose(plan.TargetChannels);
        own._bias = bias;
        own._target = target;
        for (own._group = 0; own._group < plan.Groups; own._group++)
        {
            own._weights.Pack(plan, weights, own._group, own._kernel);
            own._batchTile.Begin(plan, source, own._group);
            own.RunGroup();
        }
    }

    private void RunGroup()
    {
        for (int tile = 0; tile < _batchTile.Count; tile++)
        {
            _batchTile.MoveTo(tile);
            for (_pass = 0; _pass < _plan.Passes.Length; _pass++)
            {
                if (_plan.Passes[_pass].Taps.Length > 0)
                {
                    Divide();
                    WorkerPool.For(_stripes * _rowChunks, _multiplyStripe);
                }
            }
        }
    }

    /// <summary>
    /// Divides the outputs of a batch tile into stripes of columns, and narrow ones by rows as well, several for each thread.
    /// </summary>
    private void Divide()
    {
        int columnPanels = Partition.CeilDiv((long)_batchTile.Images * _plan.Passes[_pass].Count, _kernel.Columns);
        int panelsPerStripe = Math.Clamp(MaxStripe / Math.Max(_kernel.Columns * _weights.Depth(_pass), 1), 1, MaxPanels);
        int threads = WorkerPool.Available;
        int tasks = threads > 1 ? 4 * threads : 1;
        _stripes = Math.Min(
            columnPanels, Partition.CeilDiv(Math.Max(Partition.CeilDiv(columnPanels, panelsPerStripe), tasks), threads) * threads);
        _rowChunks = Math.Min(_weights.RowPanels, Partition.CeilDiv(tasks, _stripes));
    }

    private void MultiplyStripe(int task)
    {
        (int stripe, int chunk) = Math.DivRem(task, _rowChunks);
        (int firstRowPanel, int lastRowPanel) = Partition.Range(_weights.RowPanels, chunk, _rowChunks);
        ConvolutionPass pass = _plan.Passes[_pass];
        int columns = checked(_batchTile.Images * pass.Count);
        (int firstPanel, int lastPanel) = Partition.Range(Partition.CeilDiv(columns, _kernel.Columns), stripe, _stripes);

        int panels = lastPanel - firstPanel;
        int maximalDepth = _weights.Depth(_pass);
        int depths = _weights.Depths(_pass);
        int panelSize = checked((_kernel.Columns * maximalDepth) + Slack);
        int tileSize = _kernel.Rows * _kernel.Columns;
        float* tile = (_stripe ??= new PackingBuffer()).Reserve(tileSize + ((long)panels * panelSize));
        float* packed = tile + tileSize;
        Im2ColPanel* patches = stackalloc Im2ColPanel[panels];
        Im2ColPanel* outputs = stackalloc Im2ColPanel[panels];
        int safePanels = 0;
        for (int j = 0; j < panels; j++)
        {
            int first = (firstPanel + j) * _kernel.Columns;
            int count = Math.Min(_kernel.Columns, columns - first);
            patches[j] = _batchTile.Patches(pass, first, count);
            outputs[j] = Outputs(pass, first, count);
            safePanels += _batchTile.IsSafe(pass, first + count - 1) ? 1 : 0;
        }

        for (int d = 0; d < depths; d++)
        {
            int firstStep = d * maximalDepth;
            int depth = Math.Min(maximalDepth, _weights.Steps(_pass) - firstStep);

            // A few steps of all panels at a time: neighbouring panels read on where the one before ended.
            for (int step = 0; step < depth; step += StepsAtOnce)
            {
                int steps = Math.Min(StepsAtOnce, depth - step);
                for (int j = 0; j < panels; j++)
                {
                    float* panel = packed + ((long)j * panelSize) + (step * _kernel.Columns);
                    patches[j].Pack(
                        _batchTile.Data, pass.Offsets, _batchTile.ChannelStride,
                        firstStep + step, steps, _kernel.Columns, panel, j < safePanels);
                }
            }

            // A panel of weights stays in the first-level cache, meets all patches, and the next one is fetched meanwhile.
            for (int i = firstRowPanel; i < lastRowPanel; i++)
            {
                float* panelOfWeights = _weights.Panel(_pass, d, i);
                for (int j = 0; j < panels; j++)
                {
                    float* panelOfPatches = packed + ((long)j * panelSize);
                    float* next = panelOfWeights + _weights.PanelStride(_pass) + (2L * depth * j);
                    MultiplyTile(
                        depth, panelOfWeights, panelOfPatches, i * _kernel.Rows, outputs[j], pass.ColumnStride, d > 0, d == depths - 1,
                        tile, next);
                }
            }
        }
    }

    /// <summary>Where some outputs go.</summary>
    private Im2ColPanel Outputs(ConvolutionPass pass, int first, int count)
    {
        Im2ColPanel panel = default(Im2ColPanel);
        (int image, int pixel) = Math.DivRem(first, pass.Count);
        (int row, int column) = Math.DivRem(pixel, pass.Columns);
        long imageStride = (long)_plan.Groups * _plan.TargetChannels * _plan.TargetPlane;
        while (count > 0)
        {
            int length = Math.Min(count, pass.Columns - column);
            long pixelOffset = pass.First + ((long)row * pass.RowStride) + (column * pass.ColumnStride);
            panel.Add(((_batchTile.FirstImage + image) * imageStride) + pixelOffset, length, mayJoin: pass.ColumnStride == 1);
            count -= length;
            column = 0;
            (row, image) = row + 1 == pass.Rows ? (0, image + 1) : (row + 1, image);
        }

        return panel;
    }

    private void MultiplyTile(
        int depth, float* a, float* b, int row, in Im2ColPanel outputs, int columnStride, bool accumulate, bool isLast, float* tile,
        float* next)
    {
        int rows = Math.Min(_plan.TargetChannels - row, _kernel.Rows);
        int channel = (_group * _plan.TargetChannels) + row;
        float* target = _target + ((long)channel * _plan.TargetPlane);
        float* bias = isLast && _bias is not null ? _bias + channel : null;
        bool whole = rows == _kernel.Rows && outputs.Width == _kernel.Columns && outputs.Count == 1 && columnStride == 1;
        if (whole)
        {
            float* first = target + outputs.OffsetOf(0);
            _kernel.Multiply(depth, a, b, first, _plan.TargetPlane, accumulate, next);
            if (bias is not null)
            {
                OutputTile.Add(bias, first, _plan.TargetPlane, rows, _kernel.Columns);
            }

            return;
        }

        _kernel.Multiply(depth, a, b, tile, _kernel.Columns, accumulate: false, next);
        if (bias is not null)
        {
            OutputTile.Add(bias, tile, _kernel.Columns, rows, _kernel.Columns);
        }

        OutputTile.Store(tile, _kernel.Columns, rows, outputs, columnStride, target, _plan.TargetPlane, accumulate);
    }
}

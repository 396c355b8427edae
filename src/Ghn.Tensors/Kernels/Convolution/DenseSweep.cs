namespace Ghn.Tensors;

/// <summary>
/// Sweeps over many channels, as a matrix product that never holds the unfolded image. The weights are packed once, into panels
/// that all threads share. Then wave after wave of images is laid out with zeros around (<see cref="PlaneLayout"/>), and each
/// thread takes stripes of outputs: it packs the patches that they see straight into the panels of the matrix product's kernel.
/// Panels reach from one image to the next, so small planes fill them, too.
/// </summary>
internal sealed unsafe class DenseSweep
{
    /// <summary>The elements of a stripe at one depth: they stay in the second-level cache.</summary>
    private const int MaximalStripe = 96 << 10;

    /// <summary>The panels of a stripe.</summary>
    private const int MaximalPanels = 32;

    /// <summary>The elements that are laid out at once: they stay in the outer cache.</summary>
    private const long MaximalWave = 1 << 20;

    /// <summary>The steps that are packed before the next panel's turn.</summary>
    private const int StepsAtOnce = 16;

    /// <summary>What packing may write or read past the end.</summary>
    private const int Slack = 32;

    [ThreadStatic]
    private static DenseSweep? _own;

    [ThreadStatic]
    private static PackingBuffer? _stripe;

    private readonly PackedWeights _weights = new();
    private readonly PackingBuffer _waveBuffer = new();
    private readonly Action<int> _layOut;
    private readonly Action<int> _multiplyStripe;

    private SweepPlan _plan = null!;
    private GemmKernel _kernel = GemmKernel.Best;
    private float* _source;
    private float* _bias;
    private float* _target;
    private int _group;

    private int _firstImage;
    private int _images;
    private float* _wave;
    private long _channelStride;
    private long _imageStride;
    private int _layOutTasks;

    private int _sweep;
    private int _stripes;
    private int _rowChunks;

    private DenseSweep() => (_layOut, _multiplyStripe) = (LayOut, MultiplyStripe);

    /// <summary>Runs all sweeps of a plan.</summary>
    /// <param name="plan">The sweeps.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    /// <param name="kernel">The kernel to use; null for the one that suits.</param>
    public static void Run(SweepPlan plan, float* source, float* weights, float* bias, float* target, GemmKernel? kernel = null)
    {
        if (Array.Exists(plan.Sweeps, sweep => sweep.Taps.Length == 0))
        {
            // What no tap sees is zero.
            new Span<float>(target, checked(plan.Batch * plan.Groups * plan.TargetChannels * plan.TargetPlane)).Clear();
        }

        DenseSweep own = _own ??= new DenseSweep();
        own._plan = plan;
        own._kernel = kernel ?? Avx512NarrowKernel.Choose(plan.TargetChannels);
        own._source = source;
        own._bias = bias;
        own._target = target;
        for (own._group = 0; own._group < plan.Groups; own._group++)
        {
            own._weights.Pack(plan, weights, own._group, own._kernel);
            own.RunGroup();
        }
    }

    private void RunGroup()
    {
        bool plain = _plan.Layout.IsPlain;
        _channelStride = plain ? _plan.SourcePlane : _plan.Layout.Size;
        _imageStride = _plan.SourceChannels * _channelStride * (plain ? _plan.Groups : 1);
        int imagesAtMost = plain ? _plan.Batch : (int)Math.Clamp(MaximalWave / _imageStride, 1, _plan.Batch);
        int waves = Division.Quotient(_plan.Batch, imagesAtMost);
        for (int wave = 0; wave < waves; wave++)
        {
            (_firstImage, int end) = Division.Part(_plan.Batch, wave, waves);
            _images = end - _firstImage;
            if (plain)
            {
                _wave = SourceOf(_firstImage);
            }
            else
            {
                _wave = _waveBuffer.Reserve((_images * _imageStride) + Slack);
                _layOutTasks = Math.Min(_images * _plan.SourceChannels, 8 * WorkerPool.Available);
                WorkerPool.For(_layOutTasks, _layOut);
            }

            for (_sweep = 0; _sweep < _plan.Sweeps.Length; _sweep++)
            {
                if (_plan.Sweeps[_sweep].Taps.Length > 0)
                {
                    Divide();
                    WorkerPool.For(_stripes * _rowChunks, _multiplyStripe);
                }
            }
        }
    }

    private float* SourceOf(int image) =>
        _source + ((((long)image * _plan.Groups) + _group) * _plan.SourceChannels * _plan.SourcePlane);

    private void LayOut(int task)
    {
        (int first, int last) = Division.Part(_images * _plan.SourceChannels, task, _layOutTasks);
        for (int plane = first; plane < last; plane++)
        {
            (int image, int channel) = Math.DivRem(plane, _plan.SourceChannels);
            _plan.Layout.Fill(SourceOf(_firstImage + image) + ((long)channel * _plan.SourcePlane), _wave + (plane * _channelStride));
        }
    }

    /// <summary>Divides the outputs of a wave into stripes of columns, and narrow ones by rows as well, several for each thread.</summary>
    private void Divide()
    {
        int columnPanels = Division.Quotient((long)_images * _plan.Sweeps[_sweep].Count, _kernel.Columns);
        int panelsPerStripe = Math.Clamp(MaximalStripe / Math.Max(_kernel.Columns * _weights.Depth(_sweep), 1), 1, MaximalPanels);
        int threads = WorkerPool.Available;
        int tasks = threads > 1 ? 4 * threads : 1;
        _stripes = Math.Min(columnPanels, Division.Quotient(Math.Max(Division.Quotient(columnPanels, panelsPerStripe), tasks), threads) * threads);
        _rowChunks = Math.Min(_weights.RowPanels, Division.Quotient(tasks, _stripes));
    }

    private void MultiplyStripe(int task)
    {
        (int stripe, int chunk) = Math.DivRem(task, _rowChunks);
        (int firstRowPanel, int lastRowPanel) = Division.Part(_weights.RowPanels, chunk, _rowChunks);
        Sweep sweep = _plan.Sweeps[_sweep];
        int columns = _images * sweep.Count;
        (int firstPanel, int lastPanel) = Division.Part(Division.Quotient(columns, _kernel.Columns), stripe, _stripes);

        int panels = lastPanel - firstPanel;
        int maximalDepth = _weights.Depth(_sweep);
        int depths = _weights.Depths(_sweep);
        int panelSize = (_kernel.Columns * maximalDepth) + Slack;
        int tileSize = _kernel.Rows * _kernel.Columns;
        float* tile = (_stripe ??= new PackingBuffer()).Reserve(tileSize + ((long)panels * panelSize));
        float* packed = tile + tileSize;
        PatchPanel* patches = stackalloc PatchPanel[panels];
        PatchPanel* outputs = stackalloc PatchPanel[panels];
        int safePanels = 0;
        for (int j = 0; j < panels; j++)
        {
            int first = (firstPanel + j) * _kernel.Columns;
            int count = Math.Min(_kernel.Columns, columns - first);
            patches[j] = Patches(sweep, first, count);
            outputs[j] = Outputs(sweep, first, count);
            safePanels += IsSafe(sweep, first + count - 1) ? 1 : 0;
        }

        for (int d = 0; d < depths; d++)
        {
            int firstStep = d * maximalDepth;
            int depth = Math.Min(maximalDepth, _weights.Steps(_sweep) - firstStep);

            // A few steps of all panels at a time: neighbouring panels read on where the one before ended.
            for (int step = 0; step < depth; step += StepsAtOnce)
            {
                int steps = Math.Min(StepsAtOnce, depth - step);
                for (int j = 0; j < panels; j++)
                {
                    float* panel = packed + ((long)j * panelSize) + (step * _kernel.Columns);
                    patches[j].Pack(_wave, sweep.Offsets, _channelStride, firstStep + step, steps, _kernel.Columns, panel, j < safePanels);
                }
            }

            // A panel of weights stays in the first-level cache, meets all patches, and the next one is fetched meanwhile.
            for (int i = firstRowPanel; i < lastRowPanel; i++)
            {
                float* panelOfWeights = _weights.Panel(_sweep, d, i);
                for (int j = 0; j < panels; j++)
                {
                    float* panelOfPatches = packed + ((long)j * panelSize);
                    float* next = panelOfWeights + _weights.PanelStride(_sweep) + (2L * depth * j);
                    MultiplyTile(
                        depth, panelOfWeights, panelOfPatches, i * _kernel.Rows, outputs[j], sweep.ColumnStride, d > 0, d == depths - 1, tile, next);
                }
            }
        }
    }

    /// <summary>Whether a vector may be read beyond the patches of an output: not where the images themselves may end.</summary>
    private bool IsSafe(Sweep sweep, int output) => !_plan.Layout.IsPlain || _firstImage + (output / sweep.Count) < _plan.Batch - 1;

    /// <summary>Where the patches of some outputs begin.</summary>
    private PatchPanel Patches(Sweep sweep, int first, int count)
    {
        var panel = default(PatchPanel);
        (int image, int pixel) = Math.DivRem(first, sweep.Count);
        (int row, int column) = Math.DivRem(pixel, sweep.Columns);
        while (count > 0)
        {
            int length = Math.Min(count, sweep.Columns - column);
            panel.Add((image * _imageStride) + (row * _plan.Layout.Pitch) + column, length);
            count -= length;
            column = 0;
            (row, image) = row + 1 == sweep.Rows ? (0, image + 1) : (row + 1, image);
        }

        return panel;
    }

    /// <summary>Where some outputs go.</summary>
    private PatchPanel Outputs(Sweep sweep, int first, int count)
    {
        var panel = default(PatchPanel);
        (int image, int pixel) = Math.DivRem(first, sweep.Count);
        (int row, int column) = Math.DivRem(pixel, sweep.Columns);
        long imageStride = (long)_plan.Groups * _plan.TargetChannels * _plan.TargetPlane;
        while (count > 0)
        {
            int length = Math.Min(count, sweep.Columns - column);
            long offset = ((_firstImage + image) * imageStride) + sweep.First + ((long)row * sweep.RowStride) + (column * sweep.ColumnStride);
            panel.Add(offset, length, mayJoin: sweep.ColumnStride == 1);
            count -= length;
            column = 0;
            (row, image) = row + 1 == sweep.Rows ? (0, image + 1) : (row + 1, image);
        }

        return panel;
    }

    private void MultiplyTile(
        int depth, float* a, float* b, int row, in PatchPanel outputs, int columnStride, bool accumulate, bool isLast, float* tile, float* next)
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
                PatchTile.Add(bias, first, _plan.TargetPlane, rows, _kernel.Columns);
            }

            return;
        }

        _kernel.Multiply(depth, a, b, tile, _kernel.Columns, accumulate: false, next);
        if (bias is not null)
        {
            PatchTile.Add(bias, tile, _kernel.Columns, rows, _kernel.Columns);
        }

        PatchTile.Store(tile, _kernel.Columns, rows, outputs, columnStride, target, _plan.TargetPlane, accumulate);
    }
}

using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a convolution's weights over many channels: the product of the output's gradient with the patches of the input,
/// summed over all pixels of all images. One batch tile of images after the other is laid out (<see cref="BlockedPixelLayout"/>), then
/// chunk after chunk of
/// their pixels is packed into panels that all threads share, and multiplied into a sum that no tile's edge cuts off.
/// </summary>
internal sealed unsafe class DenseWeightGradient : PerThread<DenseWeightGradient>
{
    private const int MaxDepth = 384;

    /// <summary>The elements of images that are laid out at once, and those of packed panels: they stay in the outer cache.</summary>
    private const long MaxBatchTile = 1 << 20;
    private const long MaxChunk = 2 << 20;

    /// <summary>The elements of the patches that one task multiplies at one depth: they stay in the second-level cache.</summary>
    private const int MaxStripe = 96 << 10;

    /// <summary>What packing may write or read past the end.</summary>
    private const int Slack = 32;

    private readonly PackingBuffer _batchTileBuffer = new();
    private readonly PackingBuffer _panelBuffer = new();
    private readonly PackingBuffer _sumBuffer = new();
    private readonly Action<int> _layOut;
    private readonly Action<int> _pack;
    private readonly Action<int> _multiply;
    private readonly Action<int> _order;

    private ConvolutionGeometry _geometry;
    private GemmKernel _kernel = GemmKernel.Best;
    private BlockedPixelLayout? _layout;
    private float* _input;
    private float* _outputGradient;
    private float* _weightGradient;
    private int _group;

    private int _rowPanels;
    private int _columnPanels;
    private float* _sum;
    private float* _batchTile;
    private float* _panels;
    private int _firstImage;
    private int _firstStep;
    private int _steps;
    private int _depths;
    private int _depth;
    private int _rowParts;
    private int _columnParts;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public DenseWeightGradient() => (_layOut, _pack, _multiply, _order) = (LayOut, Pack, Multiply, Order);

    private int Columns => _geometry.GroupInChannels * _geometry.Taps;

    private int TileSize => _kernel.Rows * _kernel.Columns;

    private int RowPanelSize => (_kernel.Rows * _depth) + Slack;

    private int ColumnPanelSize => (_kernel.Columns * _depth) + Slack;

    /// <summary>Computes the gradient.</summary>
    /// <param name="g">The sizes, of at least one image.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="outputGradient">The gradient of its output.</param>
    /// <param name="weightGradient">Where the result goes.</param>
    /// <param name="kernel">The kernel to use; null for the one that suits.</param>
    public static void Run(in ConvolutionGeometry g, float* input, float* outputGradient, float* weightGradient, GemmKernel? kernel = null)
    {
        DenseWeightGradient own = Own;
        own._geometry = g;
        own._kernel = kernel ?? Avx512NarrowKernel.Choose(g.GroupOutChannels);
        own._input = input;
        own._outputGradient = outputGradient;
        own._weightGradient = weightGradient;
        bool plain = g.Taps == 1 && g.OutHeight == g.Height && g.OutWidth == g.Width && g.PaddingHeight == 0 && g.PaddingWidth == 0;
        own._layout = plain ? null : new BlockedPixelLayout(g);
        own._rowPanels = Partition.CeilDiv(g.GroupOutChannels, own._kernel.Rows);
        own._columnPanels = Partition.CeilDiv(own.Columns, own._kernel.Columns);
        own._sum = own._sumBuffer.Reserve((long)own._rowPanels * own._columnPanels * own.TileSize);
        for (own._group = 0; own._group < g.Groups; own._group++)
        {
            own.RunGroup();
        }
    }

    private void RunGroup()
    {
        ConvolutionGeometry g = _geometry;
        int stepsAtMost = (int)Math.Max(
            MaxChunk / (((long)_rowPanels * _kernel.Rows) + (_columnPanels * _kernel.Columns)), MaxDepth);
        int imagesAtMost = Math.Max(stepsAtMost / g.OutPlane, 1);
        if (_layout is not null)
        {
            imagesAtMost = (int)Math.Clamp(MaxBatchTile / _layout.Size, 1, imagesAtMost);
        }

        int tiles = Partition.CeilDiv(g.Batch, Math.Min(imagesAtMost, g.Batch));
        for (int tile = 0; tile < tiles; tile++)
        {
            (_firstImage, int end) = Partition.Range(g.Batch, tile, tiles);
            if (_layout is not null)
            {
                _batchTile = _batchTileBuffer.Reserve(((end - _firstImage) * _layout.Size) + Slack);
                WorkerPool.For((end - _firstImage) * _layout.Blocks, _layOut);
            }

            int pixels = checked((end - _firstImage) * g.OutPlane);
            int chunks = Partition.CeilDiv(pixels, stepsAtMost);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                (_firstStep, int lastStep) = Partition.Range(pixels, chunk, chunks);
                MultiplyChunk(lastStep - _firstStep);
            }
        }

        WorkerPool.For(g.GroupOutChannels, _order);
    }

    private void LayOut(int task)
    {
        (int image, int block) = Math.DivRem(task, _layout!.Blocks);
        _layout.Fill(InputOf(_firstImage + image), block, _batchTile + (image * _layout.Size), _kernel);
    }

    private float* InputOf(int image) =>
        _input + ((((long)image * _geometry.InChannels) + (_group * _geometry.GroupInChannels)) * _geometry.Plane);

    private float* GradientOf(int image) =>
        _outputGradient + ((((long)image * _geometry.OutChannels) + (_group * _geometry.GroupOutChannels)) * _geometry.OutPlane);

    private void MultiplyChunk(int steps)
    {
        _steps = steps;
        _depths = Partition.CeilDiv(steps, MaxDepth);
        _depth = Partition.CeilDiv(steps, _depths);
        _panels = _panelBuffer.Reserve((long)_depths * ((_rowPanels * RowPanelSize) + (_columnPanels * ColumnPanelSize)));
        WorkerPool.For(_depths * (_rowPanels + _columnPanels), _pack);

        int threads = WorkerPool.Available;
        int tasks = threads > 1 ? 4 * threads : 1;
        _columnParts = Math.Min(
            _columnPanels, Math.Max(tasks, Partition.CeilDiv((long)_columnPanels * _kernel.Columns * _depth, MaxStripe)));
        _rowParts = Math.Min(_rowPanels, Partition.CeilDiv(tasks, _columnParts));
        WorkerPool.For(_columnParts * _rowParts, _multiply);
    }

    /// <summary>Panels of patches come first, since they are aligned.</summary>
    private float* ColumnPanel(int depth, int panel) => _panels + ((((long)depth * _columnPanels) + panel) * ColumnPanelSize);

    private float* RowPanel(int depth, int panel) => ColumnPanel(_depths, 0) + ((((long)depth * _rowPanels) + panel) * RowPanelSize);

    /// <summary>Packs one panel, of the output's gradient or of patches, image by image.</summary>
    private void Pack(int task)
    {
        (int d, int panel) = Math.DivRem(task, _rowPanels + _columnPanels);
        bool isRow = panel < _rowPanels;
        int width = isRow ? _kernel.Rows : _kernel.Columns;
        float* target = isRow ? RowPanel(d, panel) : ColumnPanel(d, panel - _rowPanels);
        int first = _firstStep + (d * _depth);
        int last = _firstStep + Math.Min((d + 1) * _depth, _steps);
        while (first < last)
        {
            (int image, int pixel) = Math.DivRem(first, _geometry.OutPlane);
            int steps = Math.Min(last - first, _geometry.OutPlane - pixel);
            if (isRow)
            {
                var view = new MatrixView(
                    GradientOf(_firstImage + image), ElementType.Float32, _geometry.GroupOutChannels, _geometry.OutPlane,
                    _geometry.OutPlane);
                _kernel.Pack(view, panel * width, pixel, steps, width, target);
            }
            else
            {
                PackPatches((panel - _rowPanels) * width, image, pixel, steps, target);
            }

            first += steps;
            target += steps * width;
        }
    }

    private void PackPatches(int firstColumn, int image, int pixel, int steps, float* target)
    {
        if (_layout is null)
        {
            var view = new MatrixView(
                InputOf(_firstImage + image), ElementType.Float32, _geometry.GroupInChannels, _geometry.Plane, _geometry.Plane);
            _kernel.Pack(view, firstColumn, pixel, steps, _kernel.Columns, target);
            return;
        }

        Im2ColPanel panel = _layout.Panel(firstColumn, Math.Min(_kernel.Columns, Columns - firstColumn));
        panel.Pack(
            _batchTile + (image * _layout.Size),
            _layout.Offsets, _layout.RowStride, pixel, steps, _kernel.Columns, target, mayExceed: true);
    }

    private void Multiply(int task)
    {
        (int columnPart, int rowPart) = Math.DivRem(task, _rowParts);
        (int firstRow, int lastRow) = Partition.Range(_rowPanels, rowPart, _rowParts);
        (int firstColumn, int lastColumn) = Partition.Range(_columnPanels, columnPart, _columnParts);
        bool isFirst = _firstImage == 0 && _firstStep == 0;
        for (int d = 0; d < _depths; d++)
        {
            int depth = Math.Min(_depth, _steps - (d * _depth));
            for (int i = firstRow; i < lastRow; i++)
            {
                float* gradient = RowPanel(d, i);
                for (int j = firstColumn; j < lastColumn; j++)
                {
                    float* next = gradient + RowPanelSize + (2L * depth * (j - firstColumn));
                    _kernel.Multiply(depth, gradient, ColumnPanel(d, j), Tile(i, j), _kernel.Columns, accumulate: !isFirst || d > 0, next);
                }
            }
        }
    }

    /// <summary>The sums of one tile: tile after tile, so that its rows are neighbours.</summary>
    private float* Tile(int rowPanel, int columnPanel) => _sum + ((((long)rowPanel * _columnPanels) + columnPanel) * TileSize);

    /// <summary>Brings one row of the sums from the order (tap, channel) into the weight's.</summary>
    private void Order(int row)
    {
        (int panel, int rowOfTile) = Math.DivRem(row, _kernel.Rows);
        float* target = _weightGradient + ((((long)_group * _geometry.GroupOutChannels) + row) * Columns);
        int channels = _geometry.GroupInChannels;
        int taps = _geometry.Taps;
        int tap = 0;
        int channel = 0;
        for (int j = 0; j < _columnPanels; j++)
        {
            float* sums = Tile(panel, j) + (rowOfTile * _kernel.Columns);
            int count = Math.Min(_kernel.Columns, Columns - (j * _kernel.Columns));
            for (int column = 0; column < count; column++)
            {
                target[(channel * taps) + tap] = sums[column];
                if (++channel == channels)
                {
                    (channel, tap) = (0, tap + 1);
                }
            }
        }
    }
}

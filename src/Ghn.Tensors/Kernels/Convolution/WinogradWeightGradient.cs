using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a 3×3 convolution's weights by Winograd's method (<see cref="WinogradTransform"/>), turned around: tiles of the
/// output's gradient and of the input are transformed, multiplied and summed over all tiles of all images, element by element, and
/// the sums are transformed into the gradient at the end. Images are laid out with channels side by side
/// (<see cref="BlockedPixelLayout"/>),
/// so that a vector holds one pixel of many channels, and transformed tiles are at once steps of the matrix product's panels.
/// </summary>
internal sealed unsafe class WinogradWeightGradient : PerThread<WinogradWeightGradient>
{
    /// <summary>The elements of images that are laid out at once, and those of transformed tiles: they stay in the outer cache.</summary>
    private const long MaxBatchTile = 1 << 20;
    private const int MaxChunk = 2 << 20;

    /// <summary>The tiles that are transformed at once: a panel of gradients stays in the first-level cache.</summary>
    private const int MaxTiles = 512;

    /// <summary>The depth of a product: short sums keep the accuracy that the transforms cost.</summary>
    private const int MaxDepth = 128;

    /// <summary>
    /// Three cache lines keep the elements of a tile apart: panels are often a power of two long, and sixteen addresses at such a distance
    /// fall into one set of the nearest cache, which holds eight to twelve lines.
    /// </summary>
    private const int Gap = 48;

    /// <summary>What is read or written past the end of a pixel's channels.</summary>
    private const int Slack = 16;

    private const int Taps = 9;
    private const int Elements = WinogradTransform.Elements;

    private readonly PackingBuffer _batchTileBuffer = new();
    private readonly PackingBuffer _panelBuffer = new();
    private readonly PackingBuffer _sumBuffer = new();
    private readonly Action<int> _layOut;
    private readonly Action<int> _transform;
    private readonly Action<int> _multiply;
    private readonly Action<int> _finish;

    private ConvolutionGeometry _geometry;
    private GemmKernel _kernel = GemmKernel.Best;
    private BlockedPixelLayout _inputs = null!;
    private BlockedPixelLayout _gradients = null!;
    private float* _input;
    private float* _outputGradient;
    private float* _weightGradient;

    private int _tileRows;
    private int _tileColumns;
    private int _rowPanels;
    private int _columnPanels;
    private int _rowParts;
    private float* _inputTile;
    private float* _gradientTile;
    private float* _columnPanel;
    private float* _rowPanel;
    private float* _sums;
    private int _firstImage;
    private int _firstTile;
    private int _tiles;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public WinogradWeightGradient() => (_layOut, _transform, _multiply, _finish) = (LayOut, Transform, Multiply, Finish);

    private int TileSize => _kernel.Rows * _kernel.Columns;

    private int RowPanelSize => (_kernel.Rows * _tiles) + Slack;

    private int ColumnPanelSize => _kernel.Columns * _tiles;

    private long RowElementStride => ((long)_rowPanels * RowPanelSize) + Gap;

    private long ColumnElementStride => ((long)_columnPanels * ColumnPanelSize) + Gap;

    private long SumElementStride => ((long)_rowPanels * _columnPanels * TileSize) + Gap;

    /// <summary>Computes the gradient.</summary>
    /// <param name="g">The sizes, of a convolution that <see cref="WinogradConvolution.Suits"/>, and of at least one image.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="outputGradient">The gradient of its output.</param>
    /// <param name="weightGradient">Where the result goes.</param>
    /// <param name="kernel">The kernel to use; null for the one that suits.</param>
    public static void Run(in ConvolutionGeometry g, float* input, float* outputGradient, float* weightGradient, GemmKernel? kernel = null)
    {
        WinogradWeightGradient own = Own;
        own._geometry = g;
        own._kernel = kernel ?? Avx512NarrowKernel.Choose(g.OutChannels);
        own._input = input;
        own._outputGradient = outputGradient;
        own._weightGradient = weightGradient;
        own.Run();
    }

    private void Run()
    {
        ConvolutionGeometry g = _geometry;
        (_tileRows, _tileColumns) = (Partition.CeilDiv(g.OutHeight, 2), Partition.CeilDiv(g.OutWidth, 2));
        _inputs = new BlockedPixelLayout(g, 2 * _tileRows, 2 * _tileColumns, _kernel.Columns);
        var pixels = new ConvolutionGeometry(g.Batch, g.OutChannels, g.OutHeight, g.OutWidth, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1);
        _gradients = new BlockedPixelLayout(pixels, 2 * _tileRows, 2 * _tileColumns, _kernel.Rows);
        (_rowPanels, _columnPanels) = (_gradients.Blocks, _inputs.Blocks);
        _rowParts = Math.Min(_rowPanels, Partition.CeilDiv(4 * WorkerPool.Available, Elements));
        _sums = _sumBuffer.Reserve(Elements * SumElementStride);

        int tilesOfImage = _tileRows * _tileColumns;
        int channels = (_rowPanels * _kernel.Rows) + (_columnPanels * _kernel.Columns);
        int tilesAtMost = Math.Clamp(MaxChunk / (Elements * channels), MaxDepth, MaxTiles);
        int imagesAtMost = (int)Math.Clamp(MaxBatchTile / (_inputs.Size + _gradients.Size), 1, g.Batch);
        int batchTiles = Partition.CeilDiv(g.Batch, imagesAtMost);
        for (int batchTile = 0; batchTile < batchTiles; batchTile++)
        {
            (_firstImage, int end) = Partition.Range(g.Batch, batchTile, batchTiles);
            int images = end - _firstImage;
            _inputTile = _batchTileBuffer.Reserve((images * (_inputs.Size + _gradients.Size)) + Slack);
            _gradientTile = _inputTile + (images * _inputs.Size);
            WorkerPool.For(images * (_rowPanels + _columnPanels), _layOut);

            int chunks = Partition.CeilDiv((long)images * tilesOfImage, tilesAtMost);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                (_firstTile, int endTile) = Partition.Range(images * tilesOfImage, chunk, chunks);
                _tiles = endTile - _firstTile;
                _columnPanel = _panelBuffer.Reserve(Elements * (ColumnElementStride + RowElementStride));
                _rowPanel = _columnPanel + (Elements * ColumnElementStride);
                WorkerPool.For(_rowPanels + _columnPanels, _transform);
                WorkerPool.For(Elements * _rowParts, _multiply);
            }
        }

        WorkerPool.For(g.OutChannels, _finish);
    }

    private void LayOut(int task)
    {
        (int image, int panel) = Math.DivRem(task, _rowPanels + _columnPanels);
        if (panel < _columnPanels)
        {
            float* planes = _input + ((long)(_firstImage + image) * _geometry.InChannels * _geometry.Plane);
            _inputs.Fill(planes, panel, _inputTile + (image * _inputs.Size), _kernel);
        }
        else
        {
            float* planes = _outputGradient + ((long)(_firstImage + image) * _geometry.OutChannels * _geometry.OutPlane);
            _gradients.Fill(planes, panel - _columnPanels, _gradientTile + (image * _gradients.Size), _kernel);
        }
    }

    /// <summary>Transforms all tiles of the current chunk in the channels of one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(int task)
    {
        bool isRow = task >= _columnPanels;
        BlockedPixelLayout layout = isRow ? _gradients : _inputs;
        int panel = isRow ? task - _columnPanels : task;
        int width = isRow ? _kernel.Rows : _kernel.Columns;
        float* images = (isRow ? _gradientTile : _inputTile) + (panel * layout.BlockSize);
        float* target = isRow ? _rowPanel + ((long)panel * RowPanelSize) : _columnPanel + ((long)panel * ColumnPanelSize);
        long elementStride = isRow ? RowElementStride : ColumnElementStride;
        (int image, int tile) = Math.DivRem(_firstTile, _tileRows * _tileColumns);
        (int row, int column) = Math.DivRem(tile, _tileColumns);
        for (int t = 0; t < _tiles; t++, target += width)
        {
            float* pixels = images + (image * layout.Size) + (2L * row * layout.RowStride) + (2L * column * width);
            for (int channel = 0; channel < width; channel += Vector512<float>.Count)
            {
                // What goes beyond the rows of a panel is overwritten by the next tile.
                if (isRow)
                {
                    WinogradTransform.Gradient(pixels + channel, layout.RowStride, width, target + channel, elementStride);
                }
                else
                {
                    WinogradTransform.Input(pixels + channel, layout.RowStride, width, target + channel, elementStride);
                }
            }

            if (++column == _tileColumns)
            {
                (column, row) = (0, row + 1);
                (row, image) = row == _tileRows ? (0, image + 1) : (row, image);
            }
        }
    }

    /// <summary>Adds the products of one element, or of some of its rows, to the sums.</summary>
    private void Multiply(int task)
    {
        (int element, int part) = Math.DivRem(task, _rowParts);
        (int firstRow, int lastRow) = Partition.Range(_rowPanels, part, _rowParts);
        bool isFirst = _firstImage == 0 && _firstTile == 0;
        int depths = Partition.CeilDiv(_tiles, MaxDepth);
        for (int i = firstRow; i < lastRow; i++)
        {
            float* gradients = _rowPanel + (element * RowElementStride) + ((long)i * RowPanelSize);
            for (int j = 0; j < _columnPanels; j++)
            {
                float* inputs = _columnPanel + (element * ColumnElementStride) + ((long)j * ColumnPanelSize);
                for (int d = 0; d < depths; d++)
                {
                    (int first, int last) = Partition.Range(_tiles, d, depths);
                    float* a = gradients + (first * _kernel.Rows);
                    float* b = inputs + (first * _kernel.Columns);
                    _kernel.Multiply(
                        last - first, a, b, Sums(element, i, j), _kernel.Columns, accumulate: !isFirst || d > 0, a + RowPanelSize);
                }
            }
        }
    }

    /// <summary>The sums of one tile of rows and columns.</summary>
    private float* Sums(int element, int rowPanel, int columnPanel) =>
        _sums + (element * SumElementStride) + ((((long)rowPanel * _columnPanels) + columnPanel) * TileSize);

    /// <summary>Transforms the sums of one output channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(int row)
    {
        (int panel, int rowOfTile) = Math.DivRem(row, _kernel.Rows);
        int channels = _geometry.InChannels;
        float* target = _weightGradient + ((long)row * channels * Taps);
        float* taps = stackalloc float[Taps * Vector512<float>.Count];
        for (int first = 0; first < channels; first += Vector512<float>.Count)
        {
            (int columnPanel, int column) = Math.DivRem(first, _kernel.Columns);
            float* sums = Sums(0, panel, columnPanel) + (rowOfTile * _kernel.Columns) + column;
            WinogradTransform.WeightGradient(sums, SumElementStride, taps);
            int count = Math.Min(channels - first, Vector512<float>.Count);
            for (int c = 0; c < count; c++)
            {
                for (int t = 0; t < Taps; t++)
                {
                    *target++ = taps[(t * Vector512<float>.Count) + c];
                }
            }
        }
    }
}

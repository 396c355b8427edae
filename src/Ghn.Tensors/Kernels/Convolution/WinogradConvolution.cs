using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// 3×3 convolutions with steps of one, and the gradients of their inputs, by Winograd's method (<see cref="WinogradTransform"/>).
/// The images are laid out in four phases, rows and columns of even and odd number, so that equal elements of neighbouring tiles are
/// neighbours. Each thread takes stripes of tiles and transforms them into a panel for each element and 32 tiles; a matrix product
/// for each element mixes the channels; what comes of it is transformed into outputs.
/// </summary>
internal sealed unsafe class WinogradConvolution : PerThread<WinogradConvolution>
{
    /// <summary>The elements of a stripe's transformed tiles and products: they mostly stay in the second-level cache.</summary>
    private const int MaxStripe = 256 << 10;

    /// <summary>
    /// Where there are so many channels, panels of weights are read from the outer cache, for more than one panel of tiles.
    /// </summary>
    private const int MinPanels = 2;

    /// <summary>The depth of a product: short sums keep the accuracy that the transforms cost.</summary>
    private const int MaxDepth = 128;

    /// <summary>
    /// The channels whose tiles are gathered before they are transformed: what was just written in pieces cannot be read at once.
    /// </summary>
    private const int ChannelsAtOnce = 4;

    /// <summary>
    /// Three cache lines keep the elements of a tile apart: panels are often a power of two long, and sixteen addresses at such a distance
    /// fall into one set of the nearest cache, which holds eight to twelve lines.
    /// </summary>
    private const int Gap = 48;

    private const int MinChannels = 16;
    private const int Elements = WinogradTransform.Elements;

    [ThreadStatic]
    private static PackingBuffer? _stripe;

    private readonly WinogradWeights _weights = new();
    private readonly BatchTile _batchTile = new();
    private readonly Action<int> _multiplyStripe;

    private ConvolutionPlan _plan = null!;
    private GemmKernel _kernel = GemmKernel.Best;
    private float* _bias;
    private float* _target;
    private int _stripes;
    private int _rowChunks;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public WinogradConvolution() => _multiplyStripe = MultiplyStripe;

    private ConvolutionPass Tiles => _plan.Passes[0];

    /// <summary>Whether a convolution is of this kind, and large enough for transforms to pay.</summary>
    public static bool Suits(in ConvolutionGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1 }
        && g is { PaddingHeight: <= 2, PaddingWidth: <= 2, OutHeight: > 1, OutWidth: > 1, Height: > 1, Width: > 1 }
        && Math.Min(g.InChannels, g.OutChannels) >= MinChannels;

    /// <summary>Convolves, or computes the gradient of the input.</summary>
    /// <param name="plan">The tiles, <see cref="ConvolutionPlan.Tiles"/>.</param>
    /// <param name="source">The planes to read.</param>
    /// <param name="weights">The convolution's weights.</param>
    /// <param name="bias">What is added to each channel; null for nothing.</param>
    /// <param name="target">The planes to write.</param>
    /// <param name="kernel">The kernel to use; null for the one that suits.</param>
    public static void Run(ConvolutionPlan plan, float* source, float* weights, float* bias, float* target, GemmKernel? kernel = null)
    {
        WinogradConvolution own = Own;
        (own._plan, own._kernel) = (plan, kernel ?? Avx512NarrowKernel.Choose(plan.TargetChannels));
        own._bias = bias;
        own._target = target;
        own._weights.Pack(plan, weights, own._kernel);
        own._batchTile.Begin(plan, source, group: 0);
        for (int tile = 0; tile < own._batchTile.Count; tile++)
        {
            own._batchTile.MoveTo(tile);
            own.Divide();
            WorkerPool.For(own._stripes * own._rowChunks, own._multiplyStripe);
        }
    }

    /// <summary>
    /// Divides the Winograd tiles of a batch tile into stripes of columns, and narrow ones by rows as well, several for each thread.
    /// </summary>
    private void Divide()
    {
        int columnPanels = Partition.CeilDiv((long)_batchTile.Images * Tiles.Count, _kernel.Columns);
        int panelSize = checked(Elements * _kernel.Columns * (_plan.SourceChannels + _plan.TargetChannels));
        int panelsPerStripe = Math.Max(MaxStripe / panelSize, MinPanels);
        int threads = WorkerPool.Available;
        int tasks = threads > 1 ? 4 * threads : 1;
        _stripes = Math.Min(columnPanels, Math.Max(Partition.CeilDiv(columnPanels, panelsPerStripe), threads));
        _rowChunks = Math.Min(_weights.RowPanels, Partition.CeilDiv(tasks, _stripes));
    }

    private void MultiplyStripe(int task)
    {
        (int stripe, int chunk) = Math.DivRem(task, _rowChunks);
        (int firstRowPanel, int lastRowPanel) = Partition.Range(_weights.RowPanels, chunk, _rowChunks);
        int tiles = checked(_batchTile.Images * Tiles.Count);
        (int firstPanel, int lastPanel) = Partition.Range(Partition.CeilDiv(tiles, _kernel.Columns), stripe, _stripes);
        int panels = lastPanel - firstPanel;
        int rowPanels = lastRowPanel - firstRowPanel;

        int panelSize = checked(_plan.SourceChannels * _kernel.Columns);
        long elementStride = ((long)panels * panelSize) + Gap;
        int tileSize = _kernel.Rows * _kernel.Columns;
        int gathered = (Math.Max(Elements * ChannelsAtOnce, 4 * _kernel.Rows) * _kernel.Columns) + Gap;
        float* buffer = (_stripe ??= new PackingBuffer()).Reserve(
            gathered + (Elements * elementStride) + ((long)rowPanels * panels * Elements * tileSize));
        float* transformed = buffer + gathered;
        float* products = transformed + (Elements * elementStride);
        for (int j = 0; j < panels; j++)
        {
            int first = (firstPanel + j) * _kernel.Columns;
            Im2ColPanel patches = _batchTile.Patches(Tiles, first, Math.Min(_kernel.Columns, tiles - first));
            TransformInputs(patches, buffer, transformed + ((long)j * panelSize), elementStride);
        }

        int depths = Partition.CeilDiv(_plan.SourceChannels, MaxDepth);
        for (int e = 0; e < Elements; e++)
        {
            for (int i = 0; i < rowPanels; i++)
            {
                for (int d = 0; d < depths; d++)
                {
                    (int firstStep, int lastStep) = Partition.Range(_plan.SourceChannels, d, depths);
                    float* a = _weights.Panel(e, firstRowPanel + i) + (firstStep * _kernel.Rows);
                    for (int j = 0; j < panels; j++)
                    {
                        float* b = transformed + (e * elementStride) + ((long)j * panelSize) + (firstStep * _kernel.Columns);
                        float* product = products + (((((long)i * panels) + j) * Elements + e) * tileSize);
                        _kernel.Multiply(lastStep - firstStep, a, b, product, _kernel.Columns, accumulate: d > 0, a + _weights.PanelSize);
                    }
                }
            }
        }

        for (int i = 0; i < rowPanels; i++)
        {
            for (int j = 0; j < panels; j++)
            {
                float* product = products + ((((long)i * panels) + j) * Elements * tileSize);
                StoreOutputs(product, buffer, (firstRowPanel + i) * _kernel.Rows, (firstPanel + j) * _kernel.Columns);
            }
        }
    }

    /// <summary>Transforms the tiles of one panel, channel by channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInputs(in Im2ColPanel patches, float* gathered, float* transformed, long elementStride)
    {
        int columns = _kernel.Columns;
        for (int first = 0; first < _plan.SourceChannels; first += ChannelsAtOnce)
        {
            int channels = Math.Min(ChannelsAtOnce, _plan.SourceChannels - first);
            patches.Pack(
                _batchTile.Data, Tiles.Offsets, _batchTile.ChannelStride,
                first * Elements, channels * Elements, columns, gathered, mayExceed: true);
            for (int c = 0; c < channels; c++, transformed += columns)
            {
                float* tiles = gathered + (c * Elements * columns);
                for (int column = 0; column < columns; column += Vector512<float>.Count)
                {
                    WinogradTransform.Input(tiles + column, 4 * columns, columns, transformed + column, elementStride);
                }
            }
        }
    }

    /// <summary>Transforms the products of one tile of channels and tiles, and stores what lies inside the planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreOutputs(float* products, float* outputs, int row, int firstTile)
    {
        int columns = _kernel.Columns;
        int rows = Math.Min(_kernel.Rows, _plan.TargetChannels - row);
        for (int r = 0; r < rows; r++)
        {
            Vector512<float> bias = Vector512.Create(_bias is null ? 0 : _bias[row + r]);
            for (int column = 0; column < columns; column += Vector512<float>.Count)
            {
                WinogradTransform.Output(
                    products + (r * columns) + column,
                    _kernel.Rows * columns,
                    out Vector512<float> topLeft,
                    out Vector512<float> topRight,
                    out Vector512<float> bottomLeft,
                    out Vector512<float> bottomRight);
                float* to = outputs + (4 * r * columns) + (2 * column);
                StridedCopy.Interleave(topLeft + bias, topRight + bias, to);
                StridedCopy.Interleave(bottomLeft + bias, bottomRight + bias, to + (2 * columns));
            }
        }

        int count = Math.Min(columns, (_batchTile.Images * Tiles.Count) - firstTile);
        (int image, int tile) = Math.DivRem(firstTile, Tiles.Count);
        (int tileRow, int tileColumn) = Math.DivRem(tile, Tiles.Columns);
        for (int done = 0; done < count; tileColumn = 0)
        {
            int tiles = Math.Min(count - done, Tiles.Columns - tileColumn);
            int width = Math.Min(2 * tiles, _plan.TargetWidth - (2 * tileColumn));
            int height = Math.Min(2, (_plan.TargetPlane / _plan.TargetWidth) - (2 * tileRow));
            float* to = _target + ((((long)(_batchTile.FirstImage + image) * _plan.TargetChannels) + row) * _plan.TargetPlane)
                + (2L * tileRow * _plan.TargetWidth) + (2 * tileColumn);
            for (int r = 0; r < rows; r++, to += _plan.TargetPlane)
            {
                for (int i = 0; i < height; i++)
                {
                    StridedCopy.Copy(outputs + (((2 * r) + i) * 2 * columns) + (2 * done), to + ((long)i * _plan.TargetWidth), width);
                }
            }

            done += tiles;
            (tileRow, image) = tileRow + 1 == Tiles.Rows ? (0, image + 1) : (tileRow + 1, image);
        }
    }
}

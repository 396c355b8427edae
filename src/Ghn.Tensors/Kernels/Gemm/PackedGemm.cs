using System.Runtime.CompilerServices;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>
/// The matrix product for all but tiny shapes. A block of A is packed once into panels that all threads share and
/// that fit the outer cache. Then each thread takes stripes of B: it packs a stretch of a stripe's depth into its own
/// inner cache and runs a kernel over all pairs of panels. No thread waits for another in between, so one packs,
/// which is bound by memory, while others multiply. Each element of C is summed in the same order whatever the
/// number of threads.
/// </summary>
internal sealed unsafe class PackedGemm : PerThread<PackedGemm>
{
    /// <summary>The depth of a panel: 12 rows of A and 32 of B stay in the first-level cache.</summary>
    private const int MaxDepth = 384;

    /// <summary>What depths are multiples of, except the last.</summary>
    private const int DepthUnit = 16;

    /// <summary>The size of the block of A, in elements: it shares the third-level cache with C.</summary>
    private const long MaxBlock = 4 << 20;

    /// <summary>The size of a stripe of B at one depth, in elements: it stays in the second-level cache.</summary>
    private const int MaxStripe = 96 << 10;

    /// <summary>Fewer rows at once than this would not be worth the packing of B.</summary>
    private const int SufficientRows = 480;

    /// <summary>A product of fewer multiplications is over before a second thread could help.</summary>
    private const long MinParallelWork = 1 << 19;

    /// <summary>Keeps panels apart: kernels and packers may touch a vector past a panel's end.</summary>
    private const int PanelGap = 16;

    [ThreadStatic]
    private static PackingBuffer? _stripe;

    private readonly PackingBuffer _blockBuffer = new();
    private readonly Action<int> _packPanel;
    private readonly Action<int> _multiplyStripe;

    private GemmKernel _kernel = GemmKernel.Best;
    private MatrixView _a;
    private MatrixView _b;
    private MatrixView _c;
    private Epilogue _epilogue;

    private float* _block;
    private int _depth;
    private int _firstDepth;
    private int _blockDepths;
    private int _firstRow;
    private int _rowPanels;
    private int _rowChunks;
    private int _stripes;

    /// <summary>Makes the delegates of the loops, once.</summary>
    public PackedGemm() => (_packPanel, _multiplyStripe) = (PackPanel, MultiplyStripe);

    private int PanelStride => (_kernel.Rows * _depth) + PanelGap;

    /// <summary>Multiplies with the given kernel.</summary>
    public static void Multiply(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue, GemmKernel kernel)
    {
        PackedGemm product = Own;
        (product._a, product._b, product._c, product._epilogue, product._kernel) = (a, b, c, epilogue, kernel);
        product.Multiply();
    }

    private static int Quotient(long dividend, long divisor) => (int)((dividend + divisor - 1) / divisor);

    private void Multiply()
    {
        // Depths of nearly equal size, which begin at whole cache lines, of which as many are packed at once as leave a block enough rows.
        int depths = Math.Max(Quotient(_a.Columns, MaxDepth), 1);
        _depth = Quotient(Quotient(_a.Columns, depths), DepthUnit) * DepthUnit;
        long rowsAtLeast = Math.Min(_c.Rows, SufficientRows);
        int depthsAtOnce = (int)Math.Clamp(MaxBlock / Math.Max(rowsAtLeast * _depth, 1), 1, depths);
        long rowsAtMost = Math.Max(MaxBlock / Math.Max((long)depthsAtOnce * _depth, 1), rowsAtLeast);

        int panels = Quotient(_c.Rows, _kernel.Rows);
        int panelsAtOnce = Quotient(panels, Quotient(_c.Rows, rowsAtMost));
        int threads = (long)_c.Rows * _c.Columns * _a.Columns < MinParallelWork ? 1 : WorkerPool.Available;
        for (_firstDepth = 0; _firstDepth < depths; _firstDepth += depthsAtOnce)
        {
            _blockDepths = Math.Min(depthsAtOnce, depths - _firstDepth);
            for (int panel = 0; panel < panels; panel += panelsAtOnce)
            {
                _firstRow = panel * _kernel.Rows;
                _rowPanels = Math.Min(panelsAtOnce, panels - panel);
                _block = _blockBuffer.Reserve((long)_blockDepths * _rowPanels * PanelStride);
                MultiplyBlock(threads);
            }
        }
    }

    private void MultiplyBlock(int threads)
    {
        int columnPanels = Quotient(_c.Columns, _kernel.Columns);
        int panelsPerStripe = Math.Max(MaxStripe / Math.Max(_kernel.Columns * _depth, 1), 1);
        _stripes = Quotient(columnPanels, panelsPerStripe);
        _rowChunks = 1;
        if (threads > 1)
        {
            // Two tasks for each thread even out their progress; narrow outputs are divided by rows as well.
            int tasks = 2 * threads;
            _stripes = Math.Min(columnPanels, Quotient(Math.Max(_stripes, tasks), threads) * threads);
            _rowChunks = Math.Min(_rowPanels, Quotient(tasks, _stripes));
        }

        Run(_rowPanels, _packPanel, threads);
        Run(_stripes * _rowChunks, _multiplyStripe, threads);
    }

    private static void Run(int count, Action<int> body, int threads)
    {
        if (threads > 1)
        {
            WorkerPool.For(count, body);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    }

    /// <summary>Packs one panel of A for all depths of the block.</summary>
    private void PackPanel(int panel)
    {
        for (int d = 0; d < _blockDepths; d++)
        {
            int first = (_firstDepth + d) * _depth;
            _kernel.Pack(_a, _firstRow + (panel * _kernel.Rows), first, DepthFrom(first), _kernel.Rows, PanelOfA(d, panel));
        }
    }

    private int DepthFrom(int first) => Math.Clamp(_a.Columns - first, 0, _depth);

    private float* PanelOfA(int depth, int panel) => _block + ((((long)depth * _rowPanels) + panel) * PanelStride);

    /// <summary>Multiplies a chunk of the block's rows with a stripe of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyStripe(int task)
    {
        int chunk = task % _rowChunks;
        int stripe = task / _rowChunks;
        (int firstRowPanel, int lastRowPanel) = Part(_rowPanels, chunk, _rowChunks);
        (int firstPanel, int lastPanel) = Part(Quotient(_c.Columns, _kernel.Columns), stripe, _stripes);

        int panelSize = _kernel.Columns * _depth;
        float* tile = (_stripe ??= new PackingBuffer()).Reserve(
            (_kernel.Rows * _kernel.Columns) + ((long)(lastPanel - firstPanel) * panelSize));
        float* packed = tile + (_kernel.Rows * _kernel.Columns);
        for (int d = 0; d < _blockDepths; d++)
        {
            int first = (_firstDepth + d) * _depth;
            int depth = DepthFrom(first);
            for (int j = firstPanel; j < lastPanel; j++)
            {
                _kernel.Pack(_b, j * _kernel.Columns, first, depth, _kernel.Columns, packed + ((long)(j - firstPanel) * panelSize));
            }

            Epilogue epilogue = EpilogueAt(first, depth);
            for (int i = firstRowPanel; i < lastRowPanel; i++)
            {
                float* panelOfA = PanelOfA(d, i);
                for (int j = firstPanel; j < lastPanel; j++)
                {
                    float* panelOfB = packed + ((long)(j - firstPanel) * panelSize);
                    float* next = panelOfA + PanelStride + (2L * depth * (j - firstPanel));
                    MultiplyTile(depth, panelOfA, panelOfB, _firstRow + (i * _kernel.Rows), j * _kernel.Columns, epilogue, tile, next);
                }
            }
        }
    }

    private static (int First, int Last) Part(int count, int index, int parts) =>
        ((int)((long)count * index / parts), (int)((long)count * (index + 1) / parts));

    /// <summary>Only the first depth replaces what C holds; only the last one applies bias and function.</summary>
    private Epilogue EpilogueAt(int first, int depth)
    {
        bool accumulate = _epilogue.Accumulate || first > 0;
        return first + depth == _a.Columns ? _epilogue with { Accumulate = accumulate } : new Epilogue { Accumulate = accumulate };
    }

    private void MultiplyTile(int depth, float* a, float* b, int row, int column, in Epilogue epilogue, float* tile, float* next)
    {
        int rows = Math.Min(_c.Rows - row, _kernel.Rows);
        int columns = Math.Min(_c.Columns - column, _kernel.Columns);
        bool whole = rows == _kernel.Rows && columns == _kernel.Columns && (row % _c.RowsPerBlock) + rows <= _c.RowsPerBlock;
        if (whole && epilogue.ColumnBias is null && epilogue.Function == EpilogueFunction.None)
        {
            _kernel.Multiply(depth, a, b, (float*)_c.Row(row) + column, _c.RowStride, epilogue.Accumulate, next);
            return;
        }

        _kernel.Multiply(depth, a, b, tile, _kernel.Columns, accumulate: false, next);
        TileStore.Store(tile, _kernel.Columns, _c, row, column, rows, columns, epilogue);
    }
}

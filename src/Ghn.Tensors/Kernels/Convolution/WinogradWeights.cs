using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The weights of a 3×3 convolution, transformed (<see cref="WinogradTransform"/>) and packed into panels for each element.
/// </summary>
internal sealed unsafe class WinogradWeights
{
    /// <summary>
    /// Three cache lines keep the elements of a tile apart: panels are often a power of two long, and sixteen addresses at such a distance
    /// fall into one set of the nearest cache, which holds eight to twelve lines.
    /// </summary>
    private const int Gap = 48;

    private const int Taps = 9;

    private readonly PackingBuffer _buffer = new();
    private readonly Action<int> _pack;

    private GemmKernel _kernel = GemmKernel.Best;
    private float* _weights;
    private float* _panels;
    private int _rows;
    private int _steps;
    private bool _isBackward;

    /// <summary>Makes room that grows as needed.</summary>
    public WinogradWeights() => _pack = Pack;

    /// <summary>The number of panels that hold the rows.</summary>
    public int RowPanels { get; private set; }

    /// <summary>The elements of a panel.</summary>
    public int PanelSize => _steps * _kernel.Rows;

    private long ElementStride => ((long)RowPanels * PanelSize) + Gap;

    /// <summary>The panel of some rows for one element: a step for each source channel.</summary>
    public float* Panel(int element, int rowPanel) => _panels + (element * ElementStride) + ((long)rowPanel * PanelSize);

    /// <summary>Packs weights: a row for each channel that is written.</summary>
    public void Pack(ConvolutionPlan plan, float* weights, GemmKernel kernel)
    {
        (_kernel, _rows, _steps, _isBackward) = (kernel, plan.TargetChannels, plan.SourceChannels, plan.IsBackward);
        _weights = weights;
        RowPanels = Partition.CeilDiv(_rows, kernel.Rows);
        _panels = _buffer.Reserve((WinogradTransform.Elements * ElementStride) + Gap);
        WorkerPool.For(RowPanels, _pack);
    }

    /// <summary>Packs one panel, four rows at a time. Rows that do not exist repeat the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int panel)
    {
        // The gradient of the input is a convolution with the kernels turned around, and the channels exchanged.
        long rowStride = _isBackward ? Taps : (long)Taps * _steps;
        long stepStride = _isBackward ? (long)Taps * _rows : Taps;
        int firstTap = _isBackward ? Taps - 1 : 0;
        int tapStride = _isBackward ? -1 : 1;
        long elementStride = ElementStride;
        int rows = _kernel.Rows;
        long* offsets = stackalloc long[rows];
        for (int r = 0; r < rows; r++)
        {
            offsets[r] = (Math.Min((panel * rows) + r, _rows - 1) * rowStride) + firstTap;
        }

        float* source = _weights;
        float* target = Panel(0, panel);
        for (int step = 0; step < _steps; step++, source += stepStride, target += rows)
        {
            for (int first = 0; first < rows; first += Vector128<float>.Count)
            {
                // Where the rows of a panel are no multiple of four, the last four overlap others.
                int row = Math.Min(first, rows - Vector128<float>.Count);
                float* row0 = source + offsets[row];
                float* row1 = source + offsets[row + 1];
                float* row2 = source + offsets[row + 2];
                float* row3 = source + offsets[row + 3];
                WinogradTransform.Weights(
                    (Tap(0), Tap(1), Tap(2)), (Tap(3), Tap(4), Tap(5)), (Tap(6), Tap(7), Tap(8)), target + row, elementStride);

                Vector128<float> Tap(int tap)
                {
                    int at = tap * tapStride;
                    return Vector128.Create(row0[at], row1[at], row2[at], row3[at]);
                }
            }
        }
    }
}

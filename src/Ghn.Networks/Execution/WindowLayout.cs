using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>How shifted windows divide feature maps: which position goes to which place of which window.</summary>
public sealed class WindowLayout
{
    /// <summary>What keeps positions apart that only rolling brought together.</summary>
    public const float Apart = -100;

    private readonly Axis _vertical;
    private readonly Axis _horizontal;

    /// <summary>Divides maps.</summary>
    /// <param name="height">The height of the maps.</param>
    /// <param name="width">Their width.</param>
    /// <param name="window">The side of a window.</param>
    /// <param name="shift">How far the maps roll upwards and to the left.</param>
    public WindowLayout(int height, int width, int window, int shift)
    {
        Window = window;
        _vertical = new Axis(height, window, shift);
        _horizontal = new Axis(width, window, shift);
        Sources =
        [
            .. from place in Places()
               let row = _vertical.Source(place.Row)
               let column = _horizontal.Source(place.Column)
               select row < height && column < width ? (row * width) + column : RowSelection.Empty,
        ];
        Positions = new RowSelection(height * width, Sources);
    }

    /// <summary>The side of a window.</summary>
    public int Window { get; }

    /// <summary>The number of positions of a window.</summary>
    public int WindowArea => Window * Window;

    /// <summary>The number of windows below and beside each other.</summary>
    public Size2d Windows => (_vertical.Windows, _horizontal.Windows);

    /// <summary>The number of windows of a sample.</summary>
    public int WindowCount => Windows.Area;

    /// <summary>The height and width of the maps once their last windows are filled up.</summary>
    public Size2d Size => (_vertical.Size, _horizontal.Size);

    /// <summary>How far the maps roll upwards and to the left; not at all along a dimension that one window covers.</summary>
    public Size2d Shift => (_vertical.Shift, _horizontal.Shift);

    /// <summary>For each position of each window, which position of the maps it is; <see cref="RowSelection.Empty"/> beyond them.</summary>
    public IReadOnlyList<int> Sources { get; }

    /// <summary>The same as a way to move data.</summary>
    public RowSelection Positions { get; }

    /// <summary>For each position of each window, which of up to nine regions, that were not neighbours before rolling, it is of.</summary>
    public IReadOnlyList<int> Regions =>
        [.. Places().Select(place => (3 * _vertical.Region(place.Row)) + _horizontal.Region(place.Column))];

    /// <summary>
    /// What is added to the logits [windows, area, area]: nothing where query and key were neighbours all along;
    /// null when nothing rolls.
    /// </summary>
    public Tensor? Mask()
    {
        if (Shift == default)
        {
            return null;
        }

        IReadOnlyList<int> regions = Regions;
        Tensor mask = Tensor.Zeros([WindowCount, WindowArea, WindowArea]);
        Span<float> values = mask.Values;
        for (int query = 0; query < regions.Count; query++)
        {
            int firstKey = query / WindowArea * WindowArea;
            for (int key = 0; key < WindowArea; key++)
            {
                if (regions[query] != regions[firstKey + key])
                {
                    values[(query * WindowArea) + key] = Apart;
                }
            }
        }

        return mask;
    }

    /// <summary>The positions of the rolled maps, window by window.</summary>
    private IEnumerable<(int Row, int Column)> Places() =>
        from windowRow in Enumerable.Range(0, _vertical.Windows)
        from windowColumn in Enumerable.Range(0, _horizontal.Windows)
        from row in Enumerable.Range(windowRow * Window, Window)
        from column in Enumerable.Range(windowColumn * Window, Window)
        select (row, column);

    /// <summary>One dimension of the maps.</summary>
    private readonly struct Axis
    {
        private readonly int _window;

        public Axis(int size, int window, int shift)
        {
            _window = window;
            Windows = (size + window - 1) / window;
            Size = Windows * window;
            Shift = Windows > 1 ? shift : 0;
        }

        /// <summary>The number of windows along this dimension.</summary>
        public int Windows { get; }

        /// <summary>The size once the last window is filled up.</summary>
        public int Size { get; }

        /// <summary>How far the maps roll; not at all where one window covers them.</summary>
        public int Shift { get; }

        /// <summary>Where a place of the rolled maps comes from in the filled-up ones.</summary>
        public int Source(int place) => (place + Shift) % Size;

        /// <summary>Which of three regions, that were not neighbours before rolling, a place belongs to.</summary>
        public int Region(int place) => Shift == 0 || place < Size - _window ? 0 : place < Size - Shift ? 1 : 2;
    }
}

using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Lowering;

/// <summary>An ONNX value as elements of a signal of the network.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Batch">The number of samples that the graph was read for.</param>
/// <param name="Map">
/// The value's shape, and which of the batch's elements [batch, signal's shape] its elements are.
/// </param>
internal sealed record SignalView(Signal Signal, int Batch, IndexMap Map)
{
    /// <summary>The value's shape.</summary>
    public Shape Shape => Map.Shape;

    /// <summary>The number of elements of the batch.</summary>
    public long ElementCount => Batch * Signal.Shape.ElementCount;

    /// <summary>Whether the value has all elements of the batch, each once or otherwise, and nothing else.</summary>
    public bool IsComplete =>
        Shape.ElementCount == ElementCount && (Map.Sources is null || !Map.Sources.Contains(IndexMap.Nothing));

    /// <summary>The elements that an index map picks.</summary>
    public SignalView Select(IndexMap map) => this with { Map = Map.Then(map, ElementCount) };

    /// <summary>The same elements of another signal of the same shape.</summary>
    public SignalView Of(Signal signal) => this with { Signal = signal };

    /// <summary>Whether both values have all elements of signals of one shape, in one order.</summary>
    public bool IsArrangedAs(SignalView other) => Shape == other.Shape && Signal.Shape == other.Signal.Shape && IsComplete
        && Map.PicksAs(other.Map);

    /// <summary>The value with one of its dimensions moved to the place of channels, right after that of samples.</summary>
    public SignalView WithAxisFirst(int axis) =>
        Select(IndexMap.Reorder(Shape, [0, axis, .. Enumerable.Range(1, Shape.Rank - 1).Where(other => other != axis)]));

    /// <summary>
    /// For each row of the value, along its last dimension, which of the signal's rows it is: what acts on rows then acts on
    /// the signal, whatever order they are in. Null if the value's rows are no rows of the signal.
    /// </summary>
    public int[]? Rows()
    {
        int width = Signal.Shape.Rank == 0 ? 0 : Signal.Shape[^1];
        if (Shape.Rank == 0 || Shape[^1] != width || width == 0)
        {
            return null;
        }

        int[] places = Map.Places();
        var rows = new int[places.Length / width];
        for (int row = 0; row < rows.Length; row++)
        {
            int first = places[row * width];
            for (int i = 0; i < width; i++)
            {
                if (places[(row * width) + i] != (first == IndexMap.Nothing ? first : first + i))
                {
                    return null;
                }
            }

            if (first != IndexMap.Nothing && first % width != 0)
            {
                return null;
            }

            rows[row] = first == IndexMap.Nothing ? first : first / width;
        }

        return rows;
    }

    /// <summary>The rows of the value, along its last dimension, sample by sample, each in the order that the value has them in.</summary>
    /// <exception cref="ImportException">There is a row of several samples, or samples have different numbers of rows.</exception>
    public int[] RowsBySample()
    {
        int width = Shape[^1];
        long own = Signal.Shape.ElementCount;
        long[] samples = [.. Map.Places().Chunk(width).Select(row => row.All(place => place / own == row[0] / own) ? row[0] / own : -1)];
        int[] order = [.. Enumerable.Range(0, samples.Length).OrderBy(row => samples[row])];
        int count = samples.Length / Batch;
        return samples.Length % Batch == 0 && order.Index().All(row => samples[row.Item] == row.Index / count)
            ? order
            : throw new ImportException("its input mixes the samples of a batch");
    }

    /// <summary>A value that consists of rows of a signal.</summary>
    /// <param name="signal">The signal, with the rows along its last dimension.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="rows">For each row of the value, which of the signal's it is.</param>
    /// <param name="shape">The value's shape.</param>
    public static SignalView OfRows(Signal signal, int batch, int[] rows, Shape shape)
    {
        int width = signal.Shape[^1];
        var places = new int[checked(rows.Length * width)];
        for (int i = 0; i < places.Length; i++)
        {
            int row = rows[i / width];
            places[i] = row == IndexMap.Nothing ? row : (row * width) + (i % width);
        }

        return new SignalView(signal, batch, IndexMap.Of(shape, places, batch * signal.Shape.ElementCount));
    }

    /// <summary>All of a signal of images as a value with their channels last.</summary>
    /// <param name="input">The images [channels, height, width].</param>
    /// <param name="batch">The number of samples.</param>
    public static SignalView ChannelsLast(Signal input, int batch)
    {
        (int channels, int positions) = (input.Shape[0], input.Shape[1] * input.Shape[2]);
        int[][] offsets =
        [
            [.. Enumerable.Range(0, batch).Select(sample => sample * channels * positions)],
            [.. Enumerable.Range(0, positions)],
            [.. Enumerable.Range(0, channels).Select(channel => channel * positions)],
        ];
        IndexMap map = IndexMap.Of(offsets, batch * input.Shape.ElementCount);
        return new SignalView(input, batch, map.As([batch, input.Shape[1], input.Shape[2], channels]));
    }

    /// <summary>Which elements of a sample each sample of the value consists of; null if they are all, in order.</summary>
    /// <exception cref="ImportException">The value mixes samples, or its first dimension is not that of samples.</exception>
    public int[]? OfOneSample()
    {
        return IsOfSamples(out int[]? places) ? places : throw new ImportException("its input mixes the samples of a batch");
    }

    /// <summary>Whether the value's first dimension is that of samples.</summary>
    /// <param name="places">Which elements of a sample each sample of the value consists of; null if they are all, in order.</param>
    public bool IsOfSamples(out int[]? places)
    {
        places = null;
        if (Map.Sources is not { } sources)
        {
            return true;
        }

        int own = (int)Signal.Shape.ElementCount;
        int count = sources.Length / Batch;
        bool isPerSample = count * Batch == sources.Length && Shape.Rank > 0 && Shape[0] % Batch == 0;
        for (int i = 0; i < sources.Length && isPerSample; i++)
        {
            int expected = sources[i % count];
            isPerSample = expected < own && sources[i] == (expected == IndexMap.Nothing ? expected : expected + (i / count * own));
        }

        places = isPerSample ? sources[..count] : null;
        return isPerSample;
    }
}

using Ghn.Tensors;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// Fills a weight [out, in, kernel] whose first output and input channels have been decoded by repeating them:
/// element (o, i) becomes that of (o mod the decoded output channels, i mod the decoded input channels).
/// </summary>
/// <param name="Weight">The weight, at least two-dimensional.</param>
/// <param name="OutChannels">The number of decoded output channels.</param>
/// <param name="InChannels">The number of decoded input channels.</param>
internal readonly record struct Tiling(Tensor Weight, int OutChannels, int InChannels)
{
    /// <summary>How many elements a thread fills at a time.</summary>
    private const long ElementsPerTask = 1 << 18;

    /// <summary>Whether the decoded block is the whole weight.</summary>
    public bool IsWhole => OutChannels == Weight.Shape[0] && InChannels == Weight.Shape[1];

    /// <summary>The number of elements of an output channel.</summary>
    private int RowLength => checked((int)(Weight.ElementCount / Weight.Shape[0]));

    /// <summary>Fills all weights, on all threads.</summary>
    public static void FillAll(IEnumerable<Tiling> tilings)
    {
        (Tiling Tiling, int First, int End)[] tasks = [.. tilings.Where(tiling => !tiling.IsWhole).SelectMany(tiling => tiling.Tasks())];
        WorkerPool.For(tasks.Length, index =>
        {
            (Tiling tiling, int first, int end) = tasks[index];
            tiling.Fill(first, end);
        });
    }

    /// <summary>Backward: adds the elements of gradients to those that they repeat, on all threads.</summary>
    public static void FoldAll(IEnumerable<Tiling> tilings)
    {
        (Tiling Tiling, int OutChannel)[] tasks =
            [.. tilings.Where(tiling => !tiling.IsWhole).SelectMany(tiling => Enumerable.Range(0, tiling.OutChannels),
                (tiling, channel) => (tiling, channel))];
        WorkerPool.For(tasks.Length, index => tasks[index].Tiling.Fold(tasks[index].OutChannel));
    }

    private IEnumerable<(Tiling Tiling, int First, int End)> Tasks()
    {
        int channels = Weight.Shape[0];
        int step = (int)Math.Clamp(ElementsPerTask * channels / Weight.ElementCount, 1, channels);
        for (int first = 0; first < channels; first += step)
        {
            yield return (this, first, Math.Min(first + step, channels));
        }
    }

    private void Fill(int first, int end)
    {
        int rowLength = RowLength;
        int decoded = rowLength / Weight.Shape[1] * InChannels;
        for (int outChannel = first; outChannel < end; outChannel++)
        {
            Span<float> row = Row(outChannel);
            ReadOnlySpan<float> source = Row(outChannel % OutChannels)[..decoded];
            for (int start = outChannel < OutChannels ? decoded : 0; start < rowLength; start += decoded)
            {
                int count = Math.Min(decoded, rowLength - start);
                source[..count].CopyTo(row[start..]);
            }
        }
    }

    private void Fold(int decodedChannel)
    {
        int rowLength = RowLength;
        int decoded = rowLength / Weight.Shape[1] * InChannels;
        Span<float> sum = Row(decodedChannel)[..decoded];
        for (int outChannel = decodedChannel; outChannel < Weight.Shape[0]; outChannel += OutChannels)
        {
            ReadOnlySpan<float> row = Row(outChannel);
            for (int start = outChannel == decodedChannel ? decoded : 0; start < rowLength; start += decoded)
            {
                ReadOnlySpan<float> copy = row.Slice(start, Math.Min(decoded, rowLength - start));
                TensorPrimitives.Add(sum[..copy.Length], copy, sum);
            }
        }
    }

    private Span<float> Row(int outChannel) => Weight.ValuesAt((long)outChannel * RowLength, RowLength);
}

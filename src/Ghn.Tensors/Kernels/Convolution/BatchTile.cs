using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The images that a pass over many channels reads: one batch tile of them after the other is laid out with zeros around
/// (<see cref="PaddedPlaneLayout"/>),
/// few enough to stay in the outer cache. Images that need no layout are read where they are, in one tile.
/// </summary>
internal sealed unsafe class BatchTile
{
    /// <summary>The elements that are laid out at once.</summary>
    private const long MaxElements = 1 << 20;

    /// <summary>What may be read past the end.</summary>
    private const int Slack = 32;

    private readonly PackingBuffer _buffer = new();
    private readonly Action<int> _fill;

    private ConvolutionPlan _plan = null!;
    private float* _source;
    private int _group;
    private long _imageStride;
    private int _tasks;

    /// <summary>Makes room that grows as needed.</summary>
    public BatchTile() => _fill = Fill;

    /// <summary>The number of tiles that the batch is divided into.</summary>
    public int Count { get; private set; }

    /// <summary>The first image of the current tile.</summary>
    public int FirstImage { get; private set; }

    /// <summary>The number of images in the current tile.</summary>
    public int Images { get; private set; }

    /// <summary>Where the current tile lies.</summary>
    public float* Data { get; private set; }

    /// <summary>The distance between channels of an image.</summary>
    public long ChannelStride { get; private set; }

    /// <summary>Begins with the images of a group.</summary>
    public void Begin(ConvolutionPlan plan, float* source, int group)
    {
        bool plain = plan.Layout.IsPlain;
        (_plan, _group) = (plan, group);
        _source = source;
        ChannelStride = plain ? plan.SourcePlane : plan.Layout.Size;
        _imageStride = plan.SourceChannels * ChannelStride * (plain ? plan.Groups : 1);
        int imagesAtMost = plain ? plan.Batch : (int)Math.Clamp(MaxElements / _imageStride, 1, plan.Batch);
        Count = Partition.CeilDiv(plan.Batch, imagesAtMost);
    }

    /// <summary>Moves to a tile, and lays it out.</summary>
    public void MoveTo(int tile)
    {
        (FirstImage, int end) = Partition.Range(_plan.Batch, tile, Count);
        Images = end - FirstImage;
        if (_plan.Layout.IsPlain)
        {
            Data = SourceOf(FirstImage);
            return;
        }

        Data = _buffer.Reserve((Images * _imageStride) + Slack);
        _tasks = Math.Min(Images * _plan.SourceChannels, 8 * WorkerPool.Available);
        WorkerPool.For(_tasks, _fill);
    }

    /// <summary>Whether a vector may be read beyond the patches of an output: not where the images themselves may end.</summary>
    public bool IsSafe(ConvolutionPass pass, int output) => !_plan.Layout.IsPlain || FirstImage + (output / pass.Count) < _plan.Batch - 1;

    /// <summary>Where the patches of some outputs begin.</summary>
    public Im2ColPanel Patches(ConvolutionPass pass, int first, int count)
    {
        Im2ColPanel panel = default(Im2ColPanel);
        (int image, int pixel) = Math.DivRem(first, pass.Count);
        (int row, int column) = Math.DivRem(pixel, pass.Columns);
        while (count > 0)
        {
            int length = Math.Min(count, pass.Columns - column);
            panel.Add((image * _imageStride) + (row * _plan.Layout.Pitch) + column, length);
            count -= length;
            column = 0;
            (row, image) = row + 1 == pass.Rows ? (0, image + 1) : (row + 1, image);
        }

        return panel;
    }

    private float* SourceOf(int image) =>
        _source + ((((long)image * _plan.Groups) + _group) * _plan.SourceChannels * _plan.SourcePlane);

    private void Fill(int task)
    {
        (int first, int last) = Partition.Range(Images * _plan.SourceChannels, task, _tasks);
        for (int plane = first; plane < last; plane++)
        {
            (int image, int channel) = Math.DivRem(plane, _plan.SourceChannels);
            _plan.Layout.Fill(SourceOf(FirstImage + image) + ((long)channel * _plan.SourcePlane), Data + (plane * ChannelStride));
        }
    }
}

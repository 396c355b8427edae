using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>A tensor [samples, channels, …] as one map of values for each channel of each sample.</summary>
internal readonly unsafe struct ChannelMaps
{
    /// <summary>Small maps are taken several side by side: a thread then reads whole stretches of memory.</summary>
    private const int ElementsAtOnce = 2048;

    private readonly float* _data;

    public ChannelMaps(Tensor tensor)
    {
        _data = (float*)tensor.Data;
        Samples = tensor.Shape[0];
        Channels = tensor.Shape[1];
        int maps = checked(Samples * Channels);
        Area = maps == 0 ? 0 : checked((int)(tensor.ElementCount / maps));
    }

    public int Samples { get; }

    public int Channels { get; }

    /// <summary>The number of values in a map.</summary>
    public int Area { get; }

    /// <summary>The number of values of a channel in all samples.</summary>
    public long Population => (long)Samples * Area;

    public float* this[int map] => _data + ((long)map * Area);

    public float* this[int sample, int channel] => this[(sample * Channels) + channel];

    public Span<float> Values(int sample, int channel) => new(this[sample, channel], Area);

    /// <summary>Runs <paramref name="body"/> for (first channel, end) of neighbouring channels, spread over the threads.</summary>
    public void ForChannels(Action<int, int> body) => For(Channels, body);

    /// <summary>Runs <paramref name="body"/> for (first map, end) of neighbouring maps, spread over the threads.</summary>
    public void ForMaps(Action<int, int> body) => For(Samples * Channels, body);

    private void For(int count, Action<int, int> body)
    {
        int most = Math.Clamp(ElementsAtOnce / Math.Max(Area, 1), 1, Math.Max(count, 1));
        int blocks = (count + most - 1) / most;
        WorkerPool.For(blocks, block => body((int)((long)count * block / blocks), (int)((long)count * (block + 1) / blocks)));
    }
}

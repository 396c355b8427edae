namespace Ghn.Tensors;

/// <summary>A tensor [samples, channels, …] as one map of values for each channel of each sample.</summary>
internal readonly unsafe struct ChannelMaps
{
    private readonly float* _data;

    public ChannelMaps(Tensor tensor)
    {
        _data = (float*)tensor.Data;
        Samples = tensor.Shape[0];
        Channels = tensor.Shape[1];
        long maps = (long)Samples * Channels;
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
}

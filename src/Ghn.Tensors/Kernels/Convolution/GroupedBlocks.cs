namespace Ghn.Tensors;

/// <summary>The blocks of sixteen channels that grouped convolutions write, and the channels that each of them sees.</summary>
internal sealed unsafe class GroupedBlocks
{
    private const int Lanes = ChannelBlock.Lanes;

    private readonly SweepPlan _plan;

    /// <summary>Divides the channels of a plan.</summary>
    public GroupedBlocks(SweepPlan plan)
    {
        _plan = plan;
        Count = Division.Quotient(plan.Groups * plan.TargetChannels, Lanes);
        MaximalSources = Enumerable.Range(0, Count).Max(block => this[block].Sources);
    }

    /// <summary>The number of blocks.</summary>
    public int Count { get; }

    /// <summary>The most channels that a block sees.</summary>
    public int MaximalSources { get; }

    /// <summary>The most blocks of sixteen channels that a block sees.</summary>
    public int MaximalSourceBlocks => Division.Quotient(MaximalSources, Lanes);

    /// <summary>The channels that a block writes, and those that it sees.</summary>
    public (int FirstTarget, int Targets, int FirstSource, int Sources) this[int block]
    {
        get
        {
            int firstTarget = block * Lanes;
            int targets = Math.Min(Lanes, (_plan.Groups * _plan.TargetChannels) - firstTarget);
            int firstGroup = firstTarget / _plan.TargetChannels;
            int lastGroup = (firstTarget + targets - 1) / _plan.TargetChannels;
            return (firstTarget, targets, firstGroup * _plan.SourceChannels, (lastGroup - firstGroup + 1) * _plan.SourceChannels);
        }
    }

    /// <summary>Turns planes into pixels and lays them out, sixteen at a time.</summary>
    /// <param name="layout">The layout of a plane.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="planeSize">The elements of each.</param>
    /// <param name="count">Their number.</param>
    /// <param name="pixels">Room for the pixels of sixteen planes, with <see cref="ChannelBlock.Slack"/>.</param>
    /// <param name="target">The laid out blocks.</param>
    public static void LayOut(PlaneLayout layout, float* planes, int planeSize, int count, float* pixels, float* target)
    {
        int size = layout.Size * Lanes;
        for (int channel = 0; channel < count; channel += Lanes, target += size)
        {
            ChannelBlock.Gather(planes + ((long)channel * planeSize), planeSize, Math.Min(Lanes, count - channel), planeSize, pixels);
            new Span<float>(target, size).Clear();
            layout.FillInside(pixels, target, Lanes);
        }
    }

    /// <summary>The offsets of all taps in all channels that a block sees, channel by channel.</summary>
    public int[] Offsets(ChannelPlaces places) =>
    [
        .. from channel in Enumerable.Range(0, MaximalSources)
           let start = (channel / Lanes * _plan.Layout.Size * Lanes) + (channel % Lanes)
           from offset in places.Offsets
           select start + offset,
    ];
}

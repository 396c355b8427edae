namespace Ghn.Networks.DeepNets;

/// <summary>
/// A state of a cell. Where operations are missing, no data may arrive; the signal then only tells the state's shape, and whatever
/// is computed from it belongs to a dead branch, whose parameters exist but are never used.
/// </summary>
/// <param name="Signal">The feature maps.</param>
/// <param name="IsMissing">Whether no data arrives.</param>
internal readonly record struct CellState(Signal Signal, bool IsMissing = false)
{
    /// <summary>The state under an operation.</summary>
    public CellState Apply(Func<Signal, Signal> operation) => this with { Signal = operation(Signal) };

    /// <summary>The sum of those of two states that are there.</summary>
    public static CellState Sum(CellState first, CellState second) => (first.IsMissing, second.IsMissing) switch
    {
        (false, false) => new CellState(first.Signal.Add(second.Signal)),
        (true, false) => second,
        _ => first,
    };

    /// <summary>The channels of all states; zeros stand for those that are missing.</summary>
    public static CellState Concat(IReadOnlyList<CellState> states)
    {
        if (states.All(state => state.IsMissing))
        {
            return new CellState(SignalLayers.Concat([.. states.Select(state => state.Signal)]), IsMissing: true);
        }

        Signal present = states.First(state => !state.IsMissing).Signal;
        return new CellState(SignalLayers.Concat([.. states.Select(state => state.IsMissing ? present.Zeros() : state.Signal)]));
    }
}

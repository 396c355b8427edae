using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// Each channel of feature maps times a fixed factor, plus a fixed shift: how networks from other frameworks normalise images, and
/// scale what they add. Nothing of it is learnt.
/// </summary>
/// <param name="Factors">The factor of each channel; a single one acts on signals of any shape.</param>
/// <param name="Shifts">As many shifts.</param>
public sealed record FrozenAffine(IReadOnlyList<double> Factors, IReadOnlyList<double> Shifts) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(Factors.Count == Shifts.Count, this, $"has {Factors.Count} factors, but {Shifts.Count} shifts");
        SignalShapes.Require(
            Factors.Count == 1 || (input.Rank == 3 && input[0] == Factors.Count), this,
            $"has {Factors.Count} factors, but is given {input}");
        return input;
    }
}

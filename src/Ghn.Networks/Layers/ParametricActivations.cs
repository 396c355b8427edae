using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>x where it is positive, slope·x elsewhere.</summary>
/// <param name="Slope">The slope of the negative side, not negative itself.</param>
public sealed record LeakyRelu(double Slope = 0.01) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(Slope >= 0, this, $"has a slope of {Slope}, which must not be negative");
        return SignalShapes.Single(inputs, this);
    }
}

/// <summary>scale·x where x is positive, scale·alpha·(eˣ − 1) elsewhere (Clevert et al., 2016).</summary>
/// <param name="Alpha">How far below zero the negative side goes, before it is scaled; positive.</param>
/// <param name="Scale">The factor of both sides; positive.</param>
public sealed record Elu(double Alpha = 1, double Scale = 1) : Layer
{
    /// <summary>The one whose values tend to mean 0 and variance 1 from layer to layer: SELU (Klambauer et al., 2017).</summary>
    public static Elu SelfNormalizing { get; } = new(1.6732632423543772, 1.0507009873554805);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(Alpha > 0 && Scale > 0, this, $"has alpha {Alpha} and scale {Scale}, which must be positive");
        return SignalShapes.Single(inputs, this);
    }
}

/// <summary>x where it is positive, alpha·(e^(x/alpha) − 1) elsewhere, which has no corner (Barron, 2017).</summary>
/// <param name="Alpha">How far below zero the negative side goes; positive.</param>
public sealed record Celu(double Alpha = 1) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(Alpha > 0, this, $"has alpha {Alpha}, which must be positive");
        return SignalShapes.Single(inputs, this);
    }
}

/// <summary>max(x, 0) + a·min(x, 0), with a learnt slope a for each entry of the first dimension, or one for all (He et al.,
/// 2015).</summary>
/// <param name="Slopes">The number of slopes: that of channels of maps, of features of a vector, or 1 for signals of any shape.</param>
public sealed record PRelu(int Slopes) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => [new("weight", [Slopes], Initializer.Constant(0.25))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        bool fits = Slopes == 1 || (input.Rank > 0 && input[0] == Slopes);
        SignalShapes.Require(fits, this, $"has {Slopes} slopes, but is given {input}");
        return input;
    }
}

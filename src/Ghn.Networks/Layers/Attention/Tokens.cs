using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>The positions of feature maps, row by row, as tokens of one feature per channel.</summary>
public sealed record ToTokens : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        return [checked(height * width), channels];
    }
}

/// <summary>Tokens as the positions of feature maps, row by row: the inverse of <see cref="Networks.Layers.Attention.ToTokens"/>.</summary>
/// <param name="Size">The height and width of the maps.</param>
public sealed record ToMaps(Size2d Size) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int features) = SignalShapes.Tokens(inputs, this);
        SignalShapes.Require(tokens == Size.Area, this, $"lays out {Size} tokens, but is given {inputs[0]}");
        return [features, Size.Height, Size.Width];
    }
}

/// <summary>Puts a learnt token before all others.</summary>
/// <param name="Features">The features of a token.</param>
public sealed record ClassToken(int Features) : Layer
{
    /// <summary>The token, of shape (1, 1, features); it bears the layer's own name.</summary>
    public override IReadOnlyList<LayerState> State => [new("", [1, 1, Features], Initializer.Zeros)];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int features) = SignalShapes.Tokens(inputs, this);
        SignalShapes.Require(features == Features, this, $"has {Features} features, but is given {inputs[0]}");
        return [tokens + 1, features];
    }
}

/// <summary>Adds a learnt vector to each token, by its place.</summary>
/// <param name="Length">The number of tokens.</param>
/// <param name="Features">The features of a token.</param>
public sealed record PositionalEmbedding(int Length, int Features) : Layer
{
    /// <summary>The vectors, of shape (1, length, features); they bear the layer's own name.</summary>
    public override IReadOnlyList<LayerState> State => [new("", [1, Length, Features], Initializer.Normal(0.02))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int features) = SignalShapes.Tokens(inputs, this);
        bool fits = tokens == Length && features == Features;
        SignalShapes.Require(fits, this, $"takes {Length} tokens of {Features} features, but is given {inputs[0]}");
        return inputs[0];
    }
}

/// <summary>One token of a sequence.</summary>
/// <param name="Index">Which.</param>
public sealed record SelectToken(int Index) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int features) = SignalShapes.Tokens(inputs, this);
        SignalShapes.Require(Index >= 0 && Index < tokens, this, $"has no token {Index} to select of {tokens}");
        return [features];
    }
}

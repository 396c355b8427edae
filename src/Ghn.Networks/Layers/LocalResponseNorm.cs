using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// Divides each channel by a power of the squares around it (Krizhevsky et al., 2012): x / (K + Alpha/Size·Σ x²)^Beta, where the sum is
/// over <paramref name="Size"/> neighbouring channels at the same position.
/// </summary>
/// <param name="Size">The number of channels in a sum.</param>
/// <param name="Alpha">The weight of their mean square times their number.</param>
/// <param name="Beta">The power.</param>
/// <param name="K">What is added.</param>
public sealed record LocalResponseNorm(int Size, double Alpha = 1e-4, double Beta = 0.75, double K = 1) : Layer
{
    /// <summary>
    /// How many of the channels in a sum come before its own: in PyTorch the half of an even size, in ONNX one fewer; of an odd size, they
    /// agree.
    /// </summary>
    public int Before { get; init; } = Size / 2;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank > 1, this, $"takes maps (channels, …), not {input}");
        SignalShapes.Require(Size > 0 && Before >= 0 && Before < Size, this, $"cannot sum over {Size} channels, {Before} of them before");
        return input;
    }
}

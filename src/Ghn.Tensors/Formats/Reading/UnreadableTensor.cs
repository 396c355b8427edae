namespace Ghn.Tensors.Formats.Reading;

/// <summary>A tensor of a kind that is not supported: sparse, quantised, of complex numbers.</summary>
/// <param name="obstacle">What is not supported, as a sentence without its full stop.</param>
internal sealed class UnreadableTensor(string obstacle) : ITensorSource
{
    /// <inheritdoc/>
    public string? Obstacle => obstacle;

    /// <inheritdoc/>
    public bool IsView => false;

    /// <inheritdoc/>
    public Tensor ToTensor(string name, Budget copies) => throw new InvalidOperationException(obstacle);
}

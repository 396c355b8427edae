using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// A learnt tensor that other layers take as a signal, the same for all samples: tokens beside those of the images, biases of attention,
/// temperatures. It takes no input.
/// </summary>
/// <param name="Size">The tensor's shape.</param>
public sealed record LearntTensor(Shape Size) : Layer
{
    /// <summary>The tensor, which bears the layer's own name.</summary>
    public override IReadOnlyList<LayerState> State => [new("", Size, Initializer.Normal(0.02))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(inputs.Count == 0, this, "takes no input");
        return Size;
    }
}

/// <summary>Fixed numbers as a signal, the same for all samples: masks, tables of positions. It takes no input.</summary>
/// <param name="Size">The shape.</param>
/// <param name="Numbers">The numbers, in row-major order.</param>
public sealed record FixedTensor(Shape Size, IReadOnlyList<double> Numbers) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(inputs.Count == 0, this, "takes no input");
        SignalShapes.Require(Size.ElementCount == Numbers.Count, this, $"has {Numbers.Count} numbers for {Size}");
        return Size;
    }
}

/// <summary>
/// The first signal once for each sample of the second: what is the same for all samples, to be joined with what is not.
/// </summary>
public sealed record ForEachSample : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(inputs.Count == 2, this, $"takes two signals, but is given {inputs.Count}");
        return inputs[0];
    }
}

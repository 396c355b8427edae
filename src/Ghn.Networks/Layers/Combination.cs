using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>The elementwise sum of two or more signals of one shape.</summary>
public sealed record Add : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(
            inputs.Count > 1 && inputs.All(input => input == inputs[0]), this, $"cannot add {string.Join(" and ", inputs)}");
        return inputs[0];
    }
}

/// <summary>The elementwise product of feature maps and a gate of their shape, or of one value per channel.</summary>
public sealed record Multiply : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool fits = inputs.Count == 2 && inputs[0].Rank == inputs[1].Rank
            && inputs[0].Zip(inputs[1]).All(sizes => sizes.Second == sizes.First || sizes.Second == 1);
        SignalShapes.Require(fits, this, $"cannot multiply {string.Join(" by ", inputs)}");
        return inputs[0];
    }
}

/// <summary>Signals one after the other along the first dimension: the channels of feature maps.</summary>
public sealed record Concat : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool fits = inputs.Count > 0 && inputs.All(input => input.Dimensions[1..].SequenceEqual(inputs[0].Dimensions[1..]));
        SignalShapes.Require(fits, this, $"cannot concatenate {string.Join(" and ", inputs)}");
        return [inputs.Sum(input => input[0]), .. inputs[0].Dimensions[1..]];
    }
}

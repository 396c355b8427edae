using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>The elementwise sum of two or more signals. Dimensions of one entry are repeated where others have more.</summary>
public sealed record Add : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(inputs.Count > 1, this, $"cannot add {string.Join(" and ", inputs)}");
        return SignalShapes.Broadcast(inputs, this, $"cannot add {string.Join(" and ", inputs)}");
    }
}

/// <summary>
/// The elementwise product of a signal and a gate: of its shape, of one value per channel or per position, or whatever else fits when
/// dimensions of one entry are repeated.
/// </summary>
public sealed record Multiply : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(inputs.Count == 2, this, $"cannot multiply {string.Join(" by ", inputs)}");
        return SignalShapes.Broadcast(inputs, this, $"cannot multiply {string.Join(" by ", inputs)}");
    }
}

/// <summary>
/// The elementwise difference or quotient of two signals, or the maximum, minimum or mean of any number. Dimensions of one entry are
/// repeated where others have more.
/// </summary>
/// <param name="Function">Which.</param>
public sealed record Arithmetic(SignalFunction Function) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool takesTwo = Function is SignalFunction.Subtract or SignalFunction.Divide;
        SignalShapes.Require(
            takesTwo ? inputs.Count == 2 : inputs.Count > 0, this, $"does not {Function} {inputs.Count} signals");
        return SignalShapes.Broadcast(inputs, this, $"cannot join {string.Join(" and ", inputs)}");
    }
}

/// <summary>What <see cref="Arithmetic"/> makes of signals.</summary>
public enum SignalFunction
{
    /// <summary>The first less the second.</summary>
    Subtract,

    /// <summary>The first over the second.</summary>
    Divide,

    /// <summary>The greatest.</summary>
    Maximum,

    /// <summary>The least.</summary>
    Minimum,

    /// <summary>The mean.</summary>
    Mean,
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

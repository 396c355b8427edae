using Ghn.Tensors;

namespace Ghn.Onnx.Ir;

/// <summary>Where values come from whose numbers depend on the images or on what is learnt.</summary>
/// <param name="name">The name in the file.</param>
/// <param name="shape">The shape, with the batch where there is one.</param>
internal abstract class Source(string name, Shape shape)
{
    /// <summary>The name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>The shape.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Whether the numbers depend on the images.</summary>
    public abstract bool DependsOnImages { get; }
}

/// <summary>The images.</summary>
internal sealed class InputSource(string name, Shape shape) : Source(name, shape)
{
    /// <inheritdoc/>
    public override bool DependsOnImages => true;
}

/// <summary>A tensor of weights, given or not.</summary>
/// <param name="name">The name in the file.</param>
/// <param name="shape">The shape.</param>
/// <param name="order">The place among the tensors of the file; null if it is not listed there.</param>
/// <param name="value">Its values; null for an input without any.</param>
internal sealed class ParameterSource(string name, Shape shape, int? order, Tensor? value) : Source(name, shape)
{
    /// <summary>
    /// The place among the tensors of the file, where PyTorch's exporter keeps the order of the state dict; null if it is not listed there.
    /// </summary>
    public int? Order { get; } = order;

    /// <summary>The values; null for an input without any.</summary>
    public Tensor? Value { get; } = value;

    /// <inheritdoc/>
    public override bool DependsOnImages => false;
}

/// <summary>What an operation gives, whichever that turns out to be.</summary>
/// <param name="name">The name in the file.</param>
/// <param name="shape">The shape.</param>
/// <param name="dependsOnImages">Whether the numbers depend on the images.</param>
internal sealed class OperationResult(string name, Shape shape, bool dependsOnImages) : Source(name, shape)
{
    /// <inheritdoc/>
    public override bool DependsOnImages { get; } = dependsOnImages;

    /// <summary>What an operation of some values gives.</summary>
    public static OperationResult Of(string name, Shape shape, IEnumerable<Value?> inputs) =>
        new(name, shape, inputs.OfType<View>().Any(view => view.Source.DependsOnImages));
}

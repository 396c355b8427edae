using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// An operation that computes: what is left of a graph once shape arithmetic is done and data movement is part of views.
/// It is the source of its output.
/// </summary>
/// <param name="node">The node in the file.</param>
/// <param name="name">The name of its output.</param>
/// <param name="shape">The shape of its output.</param>
/// <param name="inputs">What it takes; null for an input that is left out.</param>
internal sealed class Operation(OnnxNode node, string name, Shape shape, IReadOnlyList<Value?> inputs) : Source(name, shape)
{
    /// <summary>The node in the file that it stands for, the last one of several.</summary>
    public OnnxNode Node { get; } = node;

    /// <summary>What it does: ONNX's name of the operation, until a pattern is recognised.</summary>
    public string Type { get; private set; } = node.Type;

    /// <summary>What it takes.</summary>
    public IReadOnlyList<Value?> Inputs { get; private set; } = inputs;

    /// <summary>What a recognised pattern knows of it; null if its node tells all.</summary>
    public object? Details { get; private set; }

    /// <inheritdoc/>
    public override bool DependsOnImages { get; } = inputs.OfType<View>().Any(view => view.Source.DependsOnImages);

    /// <summary>Why it is passed over as an operation that is not known; null if it is not.</summary>
    public UnknownOperation? Obstacle => Details as UnknownOperation;

    /// <summary>The views among the inputs.</summary>
    public IEnumerable<View> Views => Inputs.OfType<View>();

    /// <summary>Turns the operation, which ends a recognised pattern, into what the pattern stands for.</summary>
    public void Become(string type, IReadOnlyList<Value?> inputs, object? details = null) =>
        (Type, Inputs, Details) = (type, inputs, details);

    /// <summary>Makes the operation one that only passes on what flows into it.</summary>
    public void PassOver(UnknownOperation obstacle) => Become(Recognized.Unknown, Inputs, obstacle);

    /// <summary>The input at a place.</summary>
    /// <exception cref="InvalidFileException">There is none.</exception>
    public Value Input(int index) =>
        index < Inputs.Count && Inputs[index] is { } value ? value : throw Node.Invalid($"its input {index} is missing");

    /// <summary>The input at a place, which is no constant.</summary>
    /// <exception cref="InvalidFileException">There is none, or it is a constant.</exception>
    public View ViewAt(int index) =>
        Input(index) as View ?? throw Node.Unsupported($"its input {index} is a constant");

    /// <summary>What the details are known to be.</summary>
    public T DetailsAs<T>()
        where T : class => Details as T ?? throw Node.Unsupported("it is not part of a pattern that is known");
}

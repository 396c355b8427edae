using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Ir;

/// <summary>
/// An operation that computes: what is left of a graph once shape arithmetic is done and data movement is part of views. It never changes;
/// a pass puts another one in its place, which gives the same result.
/// </summary>
/// <param name="Node">The node in the file that it stands for, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What it takes; null for an input that is left out.</param>
internal abstract record Operation(OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs)
{
    /// <summary>The shape of what it gives.</summary>
    public Shape Shape => Result.Shape;

    /// <summary>The views among the inputs.</summary>
    public IEnumerable<View> Views => Inputs.OfType<View>();

    /// <summary>The input at a place.</summary>
    /// <exception cref="InvalidFileException">There is none.</exception>
    public Value Input(int index) =>
        index < Inputs.Count && Inputs[index] is { } value ? value : throw Node.Invalid($"its input {index} is missing");

    /// <summary>The input at a place; null if it is left out.</summary>
    public Value? OptionalInput(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>The input at a place, which is no constant.</summary>
    /// <exception cref="InvalidFileException">There is none, or it is a constant.</exception>
    public View ViewAt(int index) => Input(index) as View ?? throw Node.Unsupported($"its input {index} is a constant");
}

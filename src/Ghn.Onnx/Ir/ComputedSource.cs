using Ghn.Tensors;

namespace Ghn.Onnx.Ir;

/// <summary>A weight that the graph computes from a learnt tensor of its shape, and from others that stay as they are.</summary>
/// <param name="name">The name in the file.</param>
/// <param name="shape">The shape.</param>
/// <param name="learnt">What is learnt.</param>
/// <param name="steps">The operations, each after its inputs; the last one gives the weight.</param>
internal sealed class ComputedSource(string name, Shape shape, ParameterSource learnt, IReadOnlyList<Operation> steps) : Source(name, shape)
{
    /// <summary>What is learnt.</summary>
    public ParameterSource Learnt { get; } = learnt;

    /// <summary>The operations, each after its inputs; the last one gives the weight.</summary>
    public IReadOnlyList<Operation> Steps { get; } = steps;

    /// <inheritdoc/>
    public override bool DependsOnImages => false;
}

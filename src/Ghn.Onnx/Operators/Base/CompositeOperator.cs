using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Base;

/// <summary>An operator that is read as other operators in its place.</summary>
/// <param name="name">ONNX's name.</param>
internal abstract class CompositeOperator(string name) : Operator(name)
{
    /// <summary>Appends the operators that a node is made of.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">What it takes, in the graph that the operators are appended to; null for an input that is left out.</param>
    /// <returns>What the node gives.</returns>
    /// <exception cref="InvalidFileException">The node is damaged or not supported.</exception>
    public abstract OnnxValue Decompose(OnnxNode node, IReadOnlyList<OnnxValue?> inputs);
}

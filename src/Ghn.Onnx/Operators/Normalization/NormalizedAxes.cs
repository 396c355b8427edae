using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>The last dimensions of what is normalised together, from the one on that a node names.</summary>
internal static class NormalizedAxes
{
    /// <summary>What is normalised, and its scale and shift, with these dimensions as one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="parameters">The scale and the shift, as far as there are any.</param>
    /// <exception cref="InvalidFileException">A scale or shift is not of the shape of these dimensions.</exception>
    public static Value[] Merge(OnnxNode node, Value input, IReadOnlyList<Value> parameters)
    {
        Shape shape = input.Shape;
        int axis = node.Axis(node.Integer("axis", -1), shape.Rank);
        if (axis == shape.Rank - 1)
        {
            return [input, .. parameters];
        }

        Shape normalized = [.. shape.Dimensions[axis..]];
        int features = checked((int)normalized.ElementCount);
        return parameters.All(parameter => parameter.Shape == normalized)
            ? [input.Reshape([.. shape.Dimensions[..axis], features]), .. parameters.Select(parameter => parameter.Reshape([features]))]
            : throw node.Unsupported($"it scales {normalized} by {string.Join(" and ", parameters.Select(parameter => parameter.Shape))}");
    }
}

using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx;

/// <summary>The operations that only move data about: their results are views of what they take.</summary>
internal static class MovementOperations
{
    private static readonly Dictionary<string, Func<OnnxNode, IReadOnlyList<Value>?>> Evaluators = new(StringComparer.Ordinal)
    {
        ["Reshape"] = node => [Reshaping.Reshape(node)],
        ["Flatten"] = node => [Reshaping.Flatten(node)],
        ["Squeeze"] = node => [Reshaping.Squeeze(node)],
        ["Unsqueeze"] = node => [Reshaping.Unsqueeze(node)],
        ["Transpose"] = node => [Rearranging.Transpose(node)],
        ["DepthToSpace"] = node => [Rearranging.DepthToSpace(node)],
        ["SpaceToDepth"] = node => [Rearranging.SpaceToDepth(node)],
        ["Slice"] = node => [Slicing.Slice(node)],
        ["Split"] = Slicing.Split,
        ["Gather"] = node => [Slicing.Gather(node)],
        ["Concat"] = node => Joining.Concat(node) is { } joined ? [joined] : null,
        ["Expand"] = node => [Repeating.Expand(node)],
        ["Tile"] = node => [Repeating.Tile(node)],
        ["Pad"] = node => [Padding.Pad(node)],
        ["Identity"] = node => [Identity(node)],
        ["Cast"] = node => [Cast(node)],
        ["Dropout"] = node => Drops(node) ? null : [node.Input(0)],
    };

    /// <summary>Whether there is an operation of a name.</summary>
    public static bool Knows(string type) => Evaluators.ContainsKey(type);

    /// <summary>The results of a node; null if it computes.</summary>
    public static IReadOnlyList<Value>? Evaluate(OnnxNode node) =>
        Evaluators.TryGetValue(node.Type, out Func<OnnxNode, IReadOnlyList<Value>?>? evaluator) ? evaluator(node) : null;

    /// <summary>
    /// PyTorch's exporter keeps one of several equal tensors, such as all new batch normalisations of a width, and names the others
    /// in this way. They are parameters of their own all the same.
    /// </summary>
    private static Value Identity(OnnxNode node) => node.Input(0) is View { IsWhole: true, Source: ParameterSource parameter }
        ? new View(new ParameterSource(node.Outputs[0], parameter.Shape, order: null, parameter.Value))
        : node.Input(0);

    private static Value Cast(OnnxNode node) => (DataType)node.Integer("to", 0) is DataType.Float or DataType.Double or DataType.Float16
        or DataType.Bfloat16
        ? node.Input(0)
        : throw node.Unsupported("it rounds numbers that depend on the images");

    private static bool Drops(OnnxNode node) =>
        node.OptionalInput(2) is Constant { Numbers: [not 0] } && node.OptionalInput(1).Scalar() is not 0;
}

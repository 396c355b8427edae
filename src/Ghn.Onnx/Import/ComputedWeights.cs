using Ghn.Onnx.Ir;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Import;

/// <summary>
/// Weights that a file computes from constants: filled with a number, or from integers and a scale. They are weights like those that a file
/// lists, under the name of the value.
/// </summary>
internal sealed class ComputedWeights
{
    /// <summary>The inputs of operators that are weights.</summary>
    private static readonly Dictionary<string, int[]> Places = new(StringComparer.Ordinal)
    {
        ["Conv"] = [1, 2],
        ["ConvTranspose"] = [1, 2],
        ["Gemm"] = [1, 2],
        ["MatMul"] = [1],
        ["BatchNormalization"] = [1, 2, 3, 4],
        ["InstanceNormalization"] = [1, 2],
        ["LayerNormalization"] = [1, 2],
        ["PRelu"] = [1],
    };

    private readonly Dictionary<string, View> _weights = new(StringComparer.Ordinal);

    /// <summary>What a node takes at one of its inputs: real numbers in the place of a weight are one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="place">The place among its inputs.</param>
    /// <param name="value">What flows in.</param>
    public Value? Of(NodeProto node, int place, Value? value)
    {
        if (value is not Constant { IsInteger: false, Shape.Rank: > 0 } constant || node.Domain is not ("" or "ai.onnx")
            || !Places.GetValueOrDefault(node.OpType, []).Contains(place))
        {
            return value;
        }

        string name = node.Input[place];
        if (!_weights.TryGetValue(name, out View? weight))
        {
            var tensor = Tensor.From<float>(Array.ConvertAll(constant.Numbers, number => (float)number), constant.Shape);
            weight = _weights[name] = new View(new ParameterSource(name, constant.Shape, order: null, tensor));
        }

        return weight;
    }
}

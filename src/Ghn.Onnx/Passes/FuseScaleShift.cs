using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Normalization;
using Ghn.Onnx.Operators.Views;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Passes;

/// <summary>
/// A factor and a shift for each channel: the second half of a batch normalisation, as Caffe has it, or one whose statistics an exporter
/// has multiplied into its scale and shift.
/// </summary>
internal static class FuseScaleShift
{
    /// <summary>Fuses scales and shifts in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Source, OperationResult?> users = graph.Users();
        foreach (NodeOperation sum in graph.NodesOf("Add").Where(operation => operation.Shape.Rank is 2 or 4))
        {
            if (graph.Operand(sum, "Mul") is var (product, shift) && users[product.Result].Count() == 1
                && product.Other(LearntValues.IsLearnt) is View { Source: not ParameterSource } input && input.Shape == sum.Shape)
            {
                Value scale = product.Input(0).IsLearnt() ? product.Input(0) : product.Input(1);
                Fuse(graph, sum, product, input, scale, shift, users);
            }
        }

        graph.RemoveUnused();
    }

    private static void Fuse(
        OperationGraph graph, NodeOperation sum, NodeOperation product, View input, Value scale, Value shift,
        ILookup<Source, OperationResult?> users)
    {
        if (Axis(scale, sum.Shape) is not { } axis || Axis(shift, sum.Shape) != axis)
        {
            return;
        }

        BatchNormOperation? before = graph.From<BatchNormOperation>(input);
        if (before is null || axis != 1)
        {
            graph.Replace(new FoldedNormOperation(sum.Node, sum.Result, input, scale, shift, axis));
        }
        else if (users[before.Result].Count() == 1 && IsFilled(before.Input(1), 1) && IsFilled(before.Input(2), 0))
        {
            graph.Replace(before with { Inputs = [before.Input(0), scale, shift, before.Input(3), before.Input(4)] });
            graph.Replace(new ForwardOperation(product.Node, product.Result, input));
            graph.Replace(new ForwardOperation(sum.Node, sum.Result, new View(product.Result)));
        }
    }

    /// <summary>The dimension along which a learnt vector differs: that of channels; null if it is no such vector.</summary>
    private static int? Axis(Value value, Shape shape)
    {
        int last = shape.Rank - 1;
        return !value.IsLearnt() ? null
            : value.Shape.ElementCount == shape[1] && (value.Shape.Rank >= last ? value.Shape[^last] : 0) == shape[1] ? 1
            : value.Shape.ElementCount == shape[last] && value.Shape.Rank > 0 && value.Shape[^1] == shape[last] ? last
            : null;
    }

    private static bool IsFilled(Value value, float number) =>
        value is View { Source: ParameterSource { Value: { } tensor } } && !Conversion.ToFloat32(tensor).Values.ContainsAnyExcept(number);
}

using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// A factor and a shift for each channel: the second half of a batch normalisation, as Caffe has it, or one whose statistics an exporter
/// has multiplied into its scale and shift.
/// </summary>
internal static class ScaleShiftPattern
{
    /// <summary>Recognises scales and shifts in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Operation, Operation?> users = graph.Users();
        foreach (Operation sum in graph.Operations.Where(operation => operation.Type == "Add" && operation.Shape.Rank is 2 or 4))
        {
            if (sum.Operand("Mul") is { } shifted && users[shifted.Found].Count() == 1
                && shifted.Found.Other(IsLearnt) is View { Source: not ParameterSource } input && input.Shape == sum.Shape)
            {
                Value scale = IsLearnt(shifted.Found.Input(0)) ? shifted.Found.Input(0) : shifted.Found.Input(1);
                Recognize(sum, shifted.Found, input, scale, shifted.Other, users);
            }
        }

        graph.RemoveUnused();
    }

    private static void Recognize(Operation sum, Operation product, View input, Value scale, Value shift, ILookup<Operation, Operation?> users)
    {
        if (Axis(scale, sum.Shape) is not { } axis || Axis(shift, sum.Shape) != axis)
        {
            return;
        }

        Operation? before = ((Value)input).From("BatchNormalization");
        if (before is null || axis != 1)
        {
            sum.Become(Recognized.FoldedNorm, [input, scale, shift], new FoldedNormDetails(axis));
        }
        else if (users[before].Count() == 1 && IsFilled(before.Input(1), 1) && IsFilled(before.Input(2), 0))
        {
            before.Become(before.Type, [before.Input(0), scale, shift, before.Input(3), before.Input(4)]);
            product.Become(Recognized.Identity, [input]);
            sum.Become(Recognized.Identity, [new View(product)]);
        }
    }

    /// <summary>The dimension along which a learnt vector differs: that of channels; null if it is no such vector.</summary>
    private static int? Axis(Value value, Shape shape)
    {
        int last = shape.Rank - 1;
        return !IsLearnt(value) ? null
            : value.Shape.ElementCount == shape[1] && (value.Shape.Rank >= last ? value.Shape[^last] : 0) == shape[1] ? 1
            : value.Shape.ElementCount == shape[last] && value.Shape.Rank > 0 && value.Shape[^1] == shape[last] ? last
            : null;
    }

    private static bool IsLearnt(Value value) => value is View { Source: ParameterSource };

    private static bool IsFilled(Value value, float number) =>
        value is View { Source: ParameterSource { Value: { } tensor } } && !Conversion.ToFloat32(tensor).Values.ContainsAnyExcept(number);
}

using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// Group and instance normalisation. PyTorch writes the first as an instance normalisation of whole groups, with ones for scales and zeros for
/// shifts, then a product and a sum with the channels' own; since operator set 18 there is an operation for it.
/// </summary>
internal static class GroupNormPattern
{
    /// <summary>Recognises group normalisations in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (Operation operation in graph.Operations)
        {
            switch (operation.Type)
            {
                case "InstanceNormalization":
                    graph.Try(operation, whole => Recognize(whole, whole.ViewAt(0).Shape is { Rank: > 1 } shape ? shape[1] : 0));
                    break;
                case "GroupNormalization":
                    graph.Try(operation, divided => Recognize(divided, divided.Node.Int32("num_groups", 0)));
                    break;
                case "Add":
                    RecognizeSum(operation);
                    break;
            }
        }

        graph.RemoveUnused();
    }

    private static void Recognize(Operation operation, int groups)
    {
        View input = operation.ViewAt(0);
        (Value scale, Value shift) = (operation.Input(1), operation.Input(2));
        if (input.Shape.Rank < 2 || groups < 1 || input.Shape[1] % groups != 0)
        {
            throw operation.Node.Invalid($"it cannot divide the channels of {input.Shape} into {groups} groups");
        }

        var details = new GroupNormDetails(groups, operation.Node.Number("epsilon", 1e-5));
        if (scale.IsFixed(1) && shift.IsFixed(0))
        {
            operation.Become(Recognized.GroupNorm, [input], details);
            return;
        }

        // Before operator set 21, there is a scale for each group: its channels are then one channel of larger maps.
        bool isPerGroup = scale.Shape.ElementCount == groups && groups < input.Shape[1];
        View maps = isPerGroup
            ? (View)input.Reshape([input.Shape[0], groups, (int)(input.Shape.ElementCount / input.Shape[0] / groups)])
            : input;
        operation.Become(Recognized.GroupNorm, [maps, scale, shift], details);
    }

    /// <summary>A scale and a shift for each channel after a normalisation that has none.</summary>
    private static void RecognizeSum(Operation sum)
    {
        if (sum.Operand("Mul") is not { } shifted || Normalized(shifted.Found) is not { } scaled || sum.Shape.Rank < 2)
        {
            return;
        }

        (Operation found, Value scale, Value shift) = (scaled.Found, scaled.Scale, shifted.Other);
        View input = found.ViewAt(0);
        int groups = found.DetailsAs<GroupNormDetails>().Groups;
        bool fits = sum.Shape[0] == input.Shape[0] && sum.Shape.ElementCount == input.Shape.ElementCount && sum.Shape[1] % groups == 0;
        bool isFixed = scale.IsFixed(1) && shift.IsFixed(0);
        if (fits && (isFixed || (IsPerChannel(scale, sum.Shape) && IsPerChannel(shift, sum.Shape))))
        {
            Value maps = input.Reshape(sum.Shape);
            sum.Become(Recognized.GroupNorm, isFixed ? [maps] : [maps, scale, shift], found.Details);
        }
    }

    /// <summary>A normalisation without scale and shift, perhaps seen under another shape, and what a product multiplies it by.</summary>
    private static (Operation Found, Value Scale)? Normalized(Operation product)
    {
        Value? scale = product.Other(IsNormalized);
        return scale is null ? null : (Found(product.Input(0)) ?? Found(product.Input(1))!, scale);
    }

    private static bool IsNormalized(Value value) => Found(value) is not null;

    private static Operation? Found(Value value) =>
        value is View { IsWhole: true, Source: Operation { Type: Recognized.GroupNorm, Inputs.Count: 1 } operation } ? operation : null;

    /// <summary>Whether a learnt tensor has one element for each channel of maps [samples, channels, …].</summary>
    private static bool IsPerChannel(Value value, Shape maps) =>
        value is View { Source: ParameterSource } && value.Shape.ElementCount == maps[1] && value.Shape.Rank >= maps.Rank - 1
            && value.Shape[^(maps.Rank - 1)] == maps[1];
}

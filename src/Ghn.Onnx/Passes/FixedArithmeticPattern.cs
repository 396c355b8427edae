namespace Ghn.Onnx;

/// <summary>
/// Arithmetic with fixed numbers: images that are brought to another range, or branches that are scaled before they are added. A chain of
/// such steps becomes one. Numbers for each channel are only fixed where images are normalised; elsewhere they may be learnt.
/// </summary>
internal static class FixedArithmeticPattern
{
    /// <summary>Recognises arithmetic with fixed numbers in a graph, once all else is recognised.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (Operation operation in graph.Operations)
        {
            if (Step(operation) is var (view, step))
            {
                Operation? before = ((Value)view).From(Recognized.FixedArithmetic);
                operation.Become(
                    Recognized.FixedArithmetic,
                    [before?.Input(0) ?? view],
                    new FixedArithmeticDetails([.. before?.DetailsAs<FixedArithmeticDetails>().Steps ?? [], step]));
            }
        }

        graph.RemoveUnused();
    }

    private static (View View, FixedStep Step)? Step(Operation operation)
    {
        if (operation.Type is not ("Add" or "Sub" or "Mul" or "Div"))
        {
            return null;
        }

        (Value left, Value right) = (operation.Input(0), operation.Input(1));
        return left is View view && view.Shape == operation.Shape && IsFixed(view, right)
            ? (view, new FixedStep(operation.Type, right, IsLeft: false))
            : right is View other && other.Shape == operation.Shape && IsFixed(other, left) && operation.Type != "Div"
                ? (other, new FixedStep(operation.Type, left, IsLeft: true))
                : null;
    }

    private static bool IsFixed(View view, Value number) =>
        view.Source is not ParameterSource && (number.Scalar() is not null || (number.Known() is not null && IsOfImages(view)));

    private static bool IsOfImages(View view) => view.Source is InputSource
        || (view.Source is Operation { Type: Recognized.FixedArithmetic } operation && IsOfImages(operation.ViewAt(0)));
}

using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Products;

/// <summary>Products of matrices of which neither is a weight, as attention in any form has them.</summary>
internal static class SignalProduct
{
    /// <summary>Appends a product of the first two inputs of an operation.</summary>
    public static SignalView Lower(NetworkAssembly network, Operation operation)
    {
        var operands = StretchedOperands.Of(network, operation, [operation.Input(0), operation.Input(1)], matrixRank: 2);
        Value second = operands[1];
        int rank = second.Shape.Rank;
        Value swapped = second.Select(IndexMap.Reorder(second.Shape, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]));
        bool isSwapped = !HasRunsOfElements(network, second) && HasRunsOfElements(network, swapped);
        Signal[] signals = isSwapped ? operands.SignalsWith(1, swapped) : operands.Signals();
        return operands.Result(network.Append(operation, new MatrixProduct(isSwapped), signals));
    }

    /// <summary>Whether the elements of a row are neighbours in the signal that they come from, so that rows move as a whole.</summary>
    private static bool HasRunsOfElements(NetworkAssembly network, Value value)
    {
        int[]? places = value is View view ? network[view].Map.Sources : null;
        return places is null || value.Shape[^1] == 1 || places[1] == places[0] + 1;
    }
}

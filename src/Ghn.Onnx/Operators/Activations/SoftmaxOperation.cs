using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Softmax = Ghn.Networks.Layers.Softmax;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Exponentials that sum to one along a dimension, or their logarithms.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it takes.</param>
/// <param name="Axis">The dimension.</param>
/// <param name="IsOfAllFromAxis">Whether all dimensions from that one on sum to one together.</param>
/// <param name="IsLogarithmic">Whether it gives logarithms.</param>
internal sealed record SoftmaxOperation(
    OnnxNode Node, OperationResult Result, Value Argument, int Axis, bool IsOfAllFromAxis, bool IsLogarithmic)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        SignalView view = network[ViewAt(0)];
        bool isOverAll = view.Shape[Axis] == view.Shape.ElementCount / view.Batch || (IsOfAllFromAxis && Axis == 1);
        if (!isOverAll)
        {
            return LowerAlong(network);
        }

        Signal input = network.Realize(view, [(int)(view.Shape.ElementCount / view.Batch)]);
        return network.Whole(network.Append(this, new Softmax(IsLogarithmic), input), Shape);
    }

    /// <summary>Along one dimension, which the layer takes as the last.</summary>
    private SignalView LowerAlong(NetworkAssembly network)
    {
        Value value = ViewAt(0);
        int rank = value.Shape.Rank;
        if (IsOfAllFromAxis && Axis < rank - 1)
        {
            throw Node.Unsupported($"it acts on all dimensions of {value.Shape} from axis {Axis} on together");
        }

        int[] others = [.. Enumerable.Range(0, rank).Where(other => other != Axis)];
        Value last = value.Select(IndexMap.Reorder(value.Shape, [.. others, Axis]));
        var samples = SampleAxis.Of(network, [last], Enumerable.Range(0, rank - 1));
        Signal[] input = samples.Signals(this, [samples.First(last)]);
        SignalView output = samples.Back(network.Append(this, new Softmax(IsLogarithmic), input), last.Shape);
        int[] back = [.. Enumerable.Range(0, Axis), rank - 1, .. Enumerable.Range(Axis, rank - 1 - Axis)];
        return output.Select(IndexMap.Reorder(last.Shape, back));
    }
}

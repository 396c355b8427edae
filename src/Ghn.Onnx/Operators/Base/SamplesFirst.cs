using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Base;

/// <summary>A value whose dimension of samples is moved to the front, wherever it was: what is left is that of one sample.</summary>
/// <param name="View">The value, its samples first.</param>
/// <param name="Axis">Where they were.</param>
internal sealed record SamplesFirst(SignalView View, int Axis)
{
    /// <summary>The number of the dimension's entries: one for each sample, or several.</summary>
    public int Count => View.Shape[0];

    /// <summary>The shape of one sample; where it has several entries of the dimension of samples, these come first.</summary>
    public Shape Signal => HasSeveral ? [Count / View.Batch, .. View.Shape.Dimensions[1..]] : [.. View.Shape.Dimensions[1..]];

    private bool HasSeveral => Count != View.Batch;

    /// <summary>Finds the samples of a value.</summary>
    /// <param name="view">The value.</param>
    /// <param name="others">Dimensions that are not to be that of samples.</param>
    /// <exception cref="ImportException">There is no other dimension of samples.</exception>
    public static SamplesFirst Of(SignalView view, params IReadOnlyCollection<int> others)
    {
        IEnumerable<int> candidates = Enumerable.Range(0, view.Shape.Rank).Where(axis => view.Shape[axis] == view.Batch);
        if (view.Shape.Rank > 0 && view.Shape[0] % view.Batch == 0)
        {
            candidates = candidates.Append(0);
        }

        return candidates.Where(axis => !others.Contains(axis))
            .Select(axis => new SamplesFirst(view.Select(IndexMap.Reorder(view.Shape, Order(axis, view.Shape.Rank))), axis))
            .FirstOrDefault(moved => moved.View.IsOfSamples(out _))
            ?? throw new ImportException($"it mixes the samples of {view.Shape}");
    }

    /// <summary>Which dimension of one sample a dimension of the value is.</summary>
    public int OfSample(int axis) => (axis < Axis ? axis : axis - 1) + (HasSeveral ? 1 : 0);

    /// <summary>What a layer gives for each sample, as a value of a given shape, its samples where they were.</summary>
    public SignalView Undo(NetworkAssembly network, Signal signal, Shape shape)
    {
        int[] order = Order(Axis, shape.Rank);
        SignalView first = network.Whole(signal, [.. order.Select(axis => shape[axis])]);
        return first.Select(IndexMap.Reorder(first.Shape, IndexMap.Inverse(order)));
    }

    private static int[] Order(int axis, int rank) => [axis, .. Enumerable.Range(0, rank).Where(other => other != axis)];
}

using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// The order in which a linear map takes the elements of feature maps. Frameworks that keep channels last flatten maps in another order
/// than PyTorch, so that the columns of the weight that follows have another order, too.
/// </summary>
/// <param name="Places">For each column of the file's weight, which column it is of the network's.</param>
internal sealed record ColumnOrder(int[] Places)
{
    /// <summary>The order that a value has the elements of a signal in; null if they are in order, or not all of them.</summary>
    public static ColumnOrder? Of(SignalView input) =>
        input.Shape.Rank == 2 && input.Signal.Shape.Rank > 1 && input.IsComplete && input.OfOneSample() is { } places
            && places.Distinct().Count() == places.Length
            ? new ColumnOrder(places)
            : null;

    /// <summary>A weight [outputs, inputs] of the file as the network has it.</summary>
    public Tensor ToNetwork(Tensor weight) => Take(weight, IndexMap.Inverse(Places));

    /// <summary>A weight [outputs, inputs] of the network as the file has it.</summary>
    public Tensor ToFile(Tensor weight) => Take(weight, Places);

    private static Tensor Take(Tensor weight, int[] places)
    {
        Tensor source = Conversion.ToFloat32(weight);
        Tensor taken = Tensor.Allocate(source.Shape);
        Span<float> from = source.Values;
        Span<float> to = taken.Values;
        for (int row = 0; row < to.Length; row += places.Length)
        {
            for (int i = 0; i < places.Length; i++)
            {
                to[row + i] = from[row + places[i]];
            }
        }

        return taken;
    }
}

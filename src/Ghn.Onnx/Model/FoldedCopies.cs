using System.Runtime.InteropServices;
using Ghn.Onnx.Model.Protocol;

namespace Ghn.Onnx.Model;

/// <summary>
/// Finds again what PyTorch's exporter has folded of weights that other nodes take as they are: it then writes a second tensor
/// (<c>onnx::MatMul_24</c>), transposed or in another shape, so that what is one parameter in the module would be two in the file.
/// Vectors may be equal by chance, as new biases are, and so may matrices of one or two numbers: zeros, ones, an identity, Dirac kernels.
/// Others are not.
/// </summary>
internal static class FoldedCopies
{
    /// <summary>Puts a node in the place of each tensor that is another one, transposed or reshaped.</summary>
    public static void Unfold(ModelProto model)
    {
        GraphProto graph = model.Graph;
        ILookup<int, TensorProto> originals = graph.Initializer.Where(tensor => !TorchNames.IsMadeUp(tensor.Name) && IsMatrix(tensor))
            .ToLookup(tensor => tensor.RawData.Length);
        if (originals.Count == 0)
        {
            return;
        }

        foreach (TensorProto copy in graph.Initializer.Where(tensor => TorchNames.IsMadeUp(tensor.Name) && IsMatrix(tensor)).ToArray())
        {
            foreach (TensorProto original in originals[copy.RawData.Length])
            {
                if (Node(graph, original, copy) is { } node)
                {
                    graph.Initializer.Remove(copy);
                    graph.Node.Insert(0, node);
                    break;
                }
            }
        }

        // Of several equal tensors, it writes one, and has a node Identity give the others.
        Dictionary<string, TensorProto> byName = originals.SelectMany(group => group).DistinctBy(tensor => tensor.Name)
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            if (node.OpType == "Identity" && TorchNames.IsMadeUp(node.Output[0])
                && byName.TryGetValue(node.Input[0], out TensorProto? original))
            {
                graph.Node[i] = Reshape(graph, original, node.Output[0], original.Dims);
            }
        }
    }

    private static bool IsMatrix(TensorProto tensor) => tensor.Dims.Count > 1
        && tensor.DataType == (int)TensorProto.Types.DataType.Float
        && HasManyNumbers(MemoryMarshal.Cast<byte, int>(tensor.RawData.Span));

    /// <summary>Whether there are more than two different numbers, as a drawn or trained weight has.</summary>
    private static bool HasManyNumbers(ReadOnlySpan<int> numbers)
    {
        int second = numbers.IsEmpty ? -1 : numbers.IndexOfAnyExcept(numbers[0]);
        return second >= 0 && numbers[second..].ContainsAnyExcept(numbers[0], numbers[second]);
    }

    private static NodeProto? Node(GraphProto graph, TensorProto original, TensorProto copy)
    {
        if (original.RawData.Span.SequenceEqual(copy.RawData.Span))
        {
            return Reshape(graph, original, copy.Name, copy.Dims);
        }

        return original.Dims is [var rows, var columns] && copy.Dims is [var height, var width] && (rows, columns) == (width, height)
            && IsTransposed(original.RawData.Span, copy.RawData.Span, (int)rows, (int)columns)
                ? new NodeProto { Name = copy.Name, OpType = "Transpose", Input = { original.Name }, Output = { copy.Name } }
                : null;
    }

    private static bool IsTransposed(ReadOnlySpan<byte> original, ReadOnlySpan<byte> copy, int rows, int columns)
    {
        ReadOnlySpan<int> from = MemoryMarshal.Cast<byte, int>(original);
        ReadOnlySpan<int> to = MemoryMarshal.Cast<byte, int>(copy);
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] != to[(i % columns * rows) + (i / columns)])
            {
                return false;
            }
        }

        return from.Length == rows * columns;
    }

    private static NodeProto Reshape(GraphProto graph, TensorProto original, string name, IEnumerable<long> sizes)
    {
        var shape = new TensorProto { Name = $"{name}/shape", DataType = (int)TensorProto.Types.DataType.Int64, Int64Data = { sizes } };
        shape.Dims.Add(shape.Int64Data.Count);
        graph.Initializer.Add(shape);
        return new NodeProto { Name = name, OpType = "Reshape", Input = { original.Name, shape.Name }, Output = { name } };
    }
}

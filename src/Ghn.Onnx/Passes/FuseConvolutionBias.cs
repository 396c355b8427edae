using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Convolution;
using Ghn.Onnx.Operators.Views;
using Ghn.Tensors;

namespace Ghn.Onnx.Passes;

/// <summary>Biases of convolutions that are added by an operation of their own, wherever the sum has its channels.</summary>
internal static class FuseConvolutionBias
{
    /// <summary>Fuses biases into the convolutions of a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Source, OperationResult?> users = graph.Users();
        foreach (NodeOperation sum in graph.NodesOf("Add"))
        {
            (Value left, Value right) = (sum.Input(0), sum.Input(1));
            if (!Fuse(graph, sum, left, right, users))
            {
                Fuse(graph, sum, right, left, users);
            }
        }
    }

    private static bool Fuse(OperationGraph graph, NodeOperation sum, Value left, Value right, ILookup<Source, OperationResult?> users)
    {
        bool fits = left.Shape == sum.Shape && right is View { Source: ParameterSource { Shape.ElementCount: > 0 } };
        if (!fits || left is not View maps || graph.Producer(maps.Source) is not { } convolution
            || !IsWithoutBias(convolution) || users[convolution.Result].Count() != 1
            || !IsPerChannel(maps, convolution.Shape, right.Shape))
        {
            return false;
        }

        graph.Replace(convolution with { Inputs = [convolution.Input(0), convolution.Input(1), right] });
        graph.Replace(new ForwardOperation(sum.Node, sum.Result, maps));
        return true;
    }

    /// <summary>Whether an operation is a convolution of maps, transposed or not, that has no bias yet.</summary>
    private static bool IsWithoutBias(Operation operation) =>
        operation is ConvOperation or ConvTransposeOperation { Shape.Rank: 4 } && operation.OptionalInput(2) is null;

    /// <summary>Whether a value, stretched to a view of maps [samples, channels, height, width], has an element for each channel.</summary>
    private static bool IsPerChannel(View maps, Shape source, Shape value)
    {
        if (value.ElementCount != source[1])
        {
            return false;
        }

        int[] elements = Sizes.Stretch(value, maps.Shape).Places();
        int[] places = maps.Map.Places();
        int positions = source[2] * source[3];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] == IndexMap.Nothing || places[i] / positions % source[1] != elements[i])
            {
                return false;
            }
        }

        return true;
    }
}

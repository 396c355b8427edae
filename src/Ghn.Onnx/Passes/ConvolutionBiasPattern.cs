using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Biases of convolutions that are added by an operation of their own, wherever the sum has its channels.</summary>
internal static class ConvolutionBiasPattern
{
    /// <summary>Recognises biases in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Operation, Operation?> users = graph.Users();
        foreach (Operation sum in graph.Operations.Where(operation => operation.Type == "Add"))
        {
            (Value left, Value right) = (sum.Input(0), sum.Input(1));
            if (!Recognize(sum, left, right, users))
            {
                Recognize(sum, right, left, users);
            }
        }
    }

    private static bool Recognize(Operation sum, Value maps, Value bias, ILookup<Operation, Operation?> users)
    {
        bool fits = maps is View { Source: Operation { Type: "Conv" } } && maps.Shape == sum.Shape
            && bias is View { Source: ParameterSource { Shape.ElementCount: > 0 } };
        if (!fits || ((View)maps).Source is not Operation convolution || convolution.Inputs.ElementAtOrDefault(2) is not null
            || users[convolution].Count() != 1 || !IsPerChannel((View)maps, convolution.Shape, bias.Shape))
        {
            return false;
        }

        convolution.Become("Conv", [convolution.Input(0), convolution.Input(1), bias]);
        sum.Become(Recognized.Identity, [maps]);
        return true;
    }

    /// <summary>Whether a value, stretched to a view of maps [samples, channels, height, width], has an element for each channel.</summary>
    private static bool IsPerChannel(View maps, Shape source, Shape value)
    {
        if (value.ElementCount != source[1])
        {
            return false;
        }

        int[] elements = Sizes.Stretch(value, maps.Shape).Places();
        int[] places = maps.Arrangement.Places();
        int positions = source[2] * source[3];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] == Selection.Nothing || places[i] / positions % source[1] != elements[i])
            {
                return false;
            }
        }

        return true;
    }
}

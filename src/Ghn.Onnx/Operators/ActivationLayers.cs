using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>Elementwise functions.</summary>
internal static class ActivationLayers
{
    /// <summary>A function of each element.</summary>
    public static SignalView Activate(NetworkAssembly network, Operation operation, ActivationFunction function) =>
        Apply(network, operation, new Activation(function));

    /// <summary>A linear unit that normalises itself, unless the node has other parameters.</summary>
    public static SignalView Selu(NetworkAssembly network, Operation operation)
    {
        Elu known = Elu.SelfNormalizing;
        (double alpha, double scale) = (operation.Node.Number("alpha", known.Alpha), operation.Node.Number("gamma", known.Scale));
        return Apply(network, operation, new Elu(alpha, scale));
    }

    /// <summary>A layer that acts on each element by itself: it need not know in which order they are.</summary>
    public static SignalView Apply(NetworkAssembly network, Operation operation, Layer layer)
    {
        SignalView input = network[operation.ViewAt(0)];
        return input.IsComplete
            ? input.Of(network.Append(operation, layer, input.Signal))
            : network.Whole(network.Append(operation, layer, network.Realize(input)), operation.Shape);
    }

    /// <summary>A function that a pattern was recognised as.</summary>
    public static SignalView Recognized(NetworkAssembly network, Operation operation) =>
        Activate(network, operation, operation.DetailsAs<ActivationDetails>().Function);

    /// <summary>Probabilities of classes, or their logarithms.</summary>
    public static SignalView Softmax(NetworkAssembly network, Operation operation, bool isLogarithmic)
    {
        SignalView view = network[operation.ViewAt(0)];
        int axis = operation.Node.Axis(operation.Node.Integer("axis", operation.Node.Version < 13 ? 1 : -1), view.Shape.Rank);
        bool isOverAll = view.Shape[axis] == view.Shape.ElementCount / view.Batch || (operation.Node.Version < 13 && axis == 1);
        Signal input = network.Realize(view, [(int)(view.Shape.ElementCount / view.Batch)]);
        return isOverAll
            ? network.Whole(network.Append(operation, new Networks.Softmax(isLogarithmic), input), operation.Shape)
            : throw operation.Node.Unsupported($"it acts on {view.Shape}, but is not part of attention that Ghn knows");
    }

    /// <summary>A leaky ReLU with learnt slopes.</summary>
    public static SignalView PRelu(NetworkAssembly network, Operation operation)
    {
        Signal input = network.Realize(network[operation.ViewAt(0)]);
        View slopes = operation.ViewAt(1);
        int count = checked((int)slopes.Shape.ElementCount);
        bool isPerChannel = count == 1 || (slopes.Shape.Rank >= input.Shape.Rank && slopes.Shape[^input.Shape.Rank] == count);
        return isPerChannel && count == slopes.Source.Shape.ElementCount
            ? network.Whole(network.Append(operation, new PRelu(count), input, [("weight", slopes)]), operation.Shape)
            : throw operation.Node.Unsupported($"its slopes have the shape {slopes.Shape}, not one for each channel");
    }
}

using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Pools, means and resizing.</summary>
internal static class PoolingLayers
{
    /// <summary>The maximum over a sliding window.</summary>
    public static SignalView Maximum(NetworkAssembly network, Operation operation)
    {
        var window = SlidingWindows.Of(operation.Node);
        if (window.Dilation != 1)
        {
            throw operation.Node.Unsupported("its window has gaps");
        }

        // Zeros around maps without negative values never win, either.
        PaddedMaps maps = IsNeverNegative(operation.ViewAt(0).Source)
            ? PaddedMaps.Of(network, operation, window)
            : PaddedMaps.OfOwnBorder(network, operation, window);
        var layer = new MaxPool2d(window.Kernel, window.Stride, maps.Padding, window.CeilingMode) { EndPadding = maps.EndPadding };
        return Apply(network, operation, layer, maps.Signal);
    }

    /// <summary>The maximum of each map.</summary>
    public static SignalView GlobalMaximum(NetworkAssembly network, Operation operation)
    {
        Signal maps = network.Realize(network[operation.ViewAt(0)]);
        return maps.Shape is [_, var height, var width]
            ? Apply(network, operation, new MaxPool2d((height, width), 1, 0, CeilingMode: false), maps)
            : throw operation.Node.Unsupported($"it takes {maps.Shape}, not feature maps");
    }

    /// <summary>The mean over a sliding window.</summary>
    public static SignalView Average(NetworkAssembly network, Operation operation)
    {
        var window = SlidingWindows.Of(operation.Node);
        SignalView input = network[operation.ViewAt(0)];
        if (window.Kernel == 1 && window.Stride == 1 && !window.HasBorder)
        {
            // What PyTorch makes of an adaptive pool of maps that have its output's size already.
            return Apply(network, operation, new AdaptiveAvgPool2d((operation.Shape[2], operation.Shape[3])), network.Realize(input));
        }

        // PyTorch pads first where it counts zeros, because ONNX's pool counted none until operator set 7.
        bool countsBorder = operation.Node.Integer("count_include_pad", 0) == 1 || !window.HasBorder;
        PaddedMaps maps = countsBorder
            ? PaddedMaps.Of(network, operation, window)
            : PaddedMaps.OfOwnBorder(network, operation, window);
        if (countsBorder && !maps.IsSymmetric)
        {
            maps = PaddedMaps.WithZeros(network, operation, window);
        }

        var layer = new AvgPool2d(window.Kernel, window.Stride, maps.Padding, window.CeilingMode, countsBorder)
        {
            EndPadding = maps.EndPadding,
        };
        return Apply(network, operation, layer, maps.Signal);
    }

    /// <summary>The mean of each map.</summary>
    public static SignalView Global(NetworkAssembly network, Operation operation) =>
        Apply(network, operation, new AdaptiveAvgPool2d(1), network.Realize(network[operation.ViewAt(0)]));

    /// <summary>The mean over all dimensions but those of samples and of channels, wherever that is.</summary>
    public static SignalView Mean(NetworkAssembly network, Operation operation)
    {
        View input = operation.ViewAt(0);
        int rank = input.Shape.Rank;
        int[] axes = OperationShapes.ReducedAxes(operation.Node, rank);
        int[] kept = [.. Enumerable.Range(1, rank - 1).Except(axes)];
        if (axes.Contains(0) || kept.Length != 1 || axes.Length > 2)
        {
            throw operation.Node.Unsupported($"it takes the mean over the dimensions {string.Join(", ", axes)} of {input.Shape}");
        }

        int[] strides = Selection.Strides(input.Shape);
        int[][] offsets =
        [
            .. ((int[])[0, .. kept, .. axes]).Select(axis => Enumerable.Range(0, input.Shape[axis]).Select(i => i * strides[axis]).ToArray()),
        ];
        View maps = input.Select(Selection.Of(offsets, input.Shape.ElementCount));
        Signal signal = network.Realize(network[maps], [maps.Shape[1], maps.Shape[2], axes.Length == 2 ? maps.Shape[3] : 1]);
        return Apply(network, operation, new AdaptiveAvgPool2d(1), signal);
    }

    /// <summary>Maps in another size.</summary>
    public static SignalView Resize(NetworkAssembly network, Operation operation)
    {
        Signal input = network.Realize(network[operation.ViewAt(0)]);
        bool isEarly = operation.Node.Version < 11;
        string places = operation.Node.Text("coordinate_transformation_mode", isEarly ? "asymmetric" : "half_pixel");
        string rounding = operation.Node.Text("nearest_mode", isEarly ? "floor" : "round_prefer_floor");
        bool isFromOne = input.Shape is [_, 1, 1];
        InterpolationMode mode = operation.Node.Text("mode", "nearest") switch
        {
            "nearest" when isFromOne || (places == "asymmetric" && rounding == "floor") =>
                InterpolationMode.Nearest,
            "linear" when isFromOne || places is "half_pixel" or "pytorch_half_pixel" => InterpolationMode.Bilinear,
            string other => throw operation.Node.Unsupported($"it resizes in the mode {other} with {places} coordinates"),
        };
        return operation.Shape is [_, var channels, var height, var width] && channels == input.Shape[0]
            ? Apply(network, operation, new Interpolate((height, width), mode), input)
            : throw operation.Node.Unsupported($"it gives {input.Shape} the shape {operation.Shape}");
    }

    private static bool IsNeverNegative(Source source) => source is Operation { Type: "Relu" or "Sigmoid" }
        or Operation { Details: ActivationDetails { Function: ActivationFunction.Relu6 or ActivationFunction.Hardsigmoid } };

    private static SignalView Apply(NetworkAssembly network, Operation operation, Layer layer, Signal input) =>
        network.Whole(network.Append(operation, layer, input), operation.Shape);
}

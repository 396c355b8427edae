using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Pooling;

namespace Ghn.Networks.Execution;

/// <summary>What poolings do to feature maps.</summary>
internal static class PoolingExecution
{
    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<MaxPool2d>(Run),
        LayerExecutor.Of<AvgPool2d>(Run),
        LayerExecutor.Of<AdaptiveAvgPool2d>(Run),
    ];

    private static Variable Run(LayerCall call, MaxPool2d layer)
    {
        Shape output = call.OutputShape();
        PoolingWindow window = Window(layer.Kernel, layer.Stride, layer.Padding, layer.EndPadding, layer.Dilation);
        return call.Input.MaxPool(window, output[1], output[2]);
    }

    private static Variable Run(LayerCall call, AvgPool2d layer)
    {
        Shape output = call.OutputShape();
        PoolingWindow window = Window(layer.Kernel, layer.Stride, layer.Padding, layer.EndPadding, layer.Dilation);
        return call.Input.AveragePool(window, layer.CountIncludesPadding, output[1], output[2]);
    }

    private static Variable Run(LayerCall call, AdaptiveAvgPool2d layer)
    {
        Shape output = call.OutputShape();
        return call.Input.AdaptiveAveragePool(output[1], output[2]);
    }

    private static PoolingWindow Window(Size2d kernel, Size2d stride, Size2d padding, Size2d endPadding, Size2d dilation) =>
        new(kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Height, padding.Width)
        {
            EndPaddingHeight = endPadding.Height,
            EndPaddingWidth = endPadding.Width,
            DilationHeight = dilation.Height,
            DilationWidth = dilation.Width,
        };
}

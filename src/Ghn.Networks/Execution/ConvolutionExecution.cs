using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Networks.Execution;

/// <summary>What convolutions do to signals.</summary>
internal static class ConvolutionExecution
{
    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Conv2d>(Run), LayerExecutor.Of<Conv1d>(Run), LayerExecutor.Of<ConvTranspose2d>(Run),
    ];

    /// <summary>Convolves feature maps.</summary>
    private static Variable Run(LayerCall call, Conv2d layer)
    {
        Shape input = call.Input.Shape;
        var geometry = new ConvolutionGeometry(
            input[0], layer.InChannels, input[2], input[3], layer.OutChannels, layer.Kernel.Height, layer.Kernel.Width,
            layer.Stride.Height, layer.Stride.Width, layer.Padding.Height, layer.Padding.Width,
            layer.Dilation.Height, layer.Dilation.Width, layer.Groups)
        {
            ExcessRows = layer.EndPadding.Height - layer.Padding.Height,
            ExcessColumns = layer.EndPadding.Width - layer.Padding.Width,
        };
        return call.Input.Convolve(call.Parameter("weight"), Bias(call, layer.Bias), geometry);
    }

    /// <summary>Convolves sequences, as feature maps of one row.</summary>
    private static Variable Run(LayerCall call, Conv1d layer)
    {
        Shape input = call.Input.Shape;
        var geometry = new ConvolutionGeometry(
            input[0], layer.InChannels, 1, input[2], layer.OutChannels, 1, layer.Kernel, 1, layer.Stride, 0, layer.Padding,
            1, layer.Dilation, layer.Groups)
        {
            ExcessColumns = layer.EndPadding - layer.Padding,
        };
        using Variable rows = call.Input.Reshape([input[0], input[1], 1, input[2]]);
        using Variable weight = call.Parameter("weight").Reshape([layer.OutChannels, layer.InChannels / layer.Groups, 1, layer.Kernel]);
        using Variable result = rows.Convolve(weight, Bias(call, layer.Bias), geometry);
        return result.Reshape([input[0], layer.OutChannels, geometry.OutWidth]);
    }

    /// <summary>Spreads feature maps: the convolution whose input they would be the output of, backwards.</summary>
    private static Variable Run(LayerCall call, ConvTranspose2d layer)
    {
        Shape output = call.OutputShape();
        var geometry = new ConvolutionGeometry(
            call.BatchSize, layer.OutChannels, output[1], output[2], layer.InChannels, layer.Kernel.Height, layer.Kernel.Width,
            layer.Stride.Height, layer.Stride.Width, layer.Padding.Height, layer.Padding.Width,
            layer.Dilation.Height, layer.Dilation.Width, layer.Groups)
        {
            ExcessRows = layer.EndPadding.Height - layer.Padding.Height,
            ExcessColumns = layer.EndPadding.Width - layer.Padding.Width,
        };
        return call.Input.ConvolveTransposed(call.Parameter("weight"), Bias(call, layer.Bias), geometry);
    }

    private static Variable? Bias(LayerCall call, bool hasBias) => hasBias ? call.Parameter("bias") : null;
}

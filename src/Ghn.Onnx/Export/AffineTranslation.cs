using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Convolutions and linear maps in ONNX.</summary>
internal static class AffineTranslation
{
    public static OnnxValue Convolve(LayerExport layer, Conv2d convolution) => layer.Input.Apply(
        "Conv",
        Weights(layer, convolution.Bias),
        OnnxAttributes.Size("kernel_shape", convolution.Kernel),
        OnnxAttributes.Size("strides", convolution.Stride),
        OnnxAttributes.Padding(convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Size("dilations", convolution.Dilation),
        OnnxAttributes.Integer("group", convolution.Groups));

    /// <summary>Matrices have an operation that takes a weight as PyTorch stores it; sequences and maps of features have not.</summary>
    public static OnnxValue Map(LayerExport layer, Linear linear) => layer.InputShape.Rank == 1
        ? layer.Input.Apply("Gemm", Weights(layer, linear.Bias), OnnxAttributes.Integer("transB", 1))
        : layer.Input.Linear(layer.Weight("weight"), linear.Bias ? layer.Weight("bias") : null);

    /// <summary>Fixed factors and shifts.</summary>
    public static OnnxValue Map(LayerExport layer, ChannelAffine affine)
    {
        Shape shape = affine.Factors.Count == 1 ? [] : [affine.Factors.Count, 1, 1];
        return layer.Input.Multiply(Numbers(affine.Factors)).Add(Numbers(affine.Shifts));

        OnnxValue Numbers(IEnumerable<double> numbers) => layer.Graph.Numbers(shape, [.. numbers.Select(number => (float)number)]);
    }

    private static OnnxValue[] Weights(LayerExport layer, bool hasBias) =>
        hasBias ? [layer.Weight("weight"), layer.Weight("bias")] : [layer.Weight("weight")];
}

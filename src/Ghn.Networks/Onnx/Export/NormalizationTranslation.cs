namespace Ghn.Networks.Onnx;

/// <summary>Normalisations in ONNX.</summary>
internal static class NormalizationTranslation
{
    /// <summary>By running statistics. ONNX's momentum is the weight of the old statistics, PyTorch's that of the new ones.</summary>
    public static OnnxValue Normalize(LayerExport layer, BatchNorm2d normalization) => layer.Input.Apply(
        "BatchNormalization",
        [layer.Weight("weight"), layer.Weight("bias"), layer.Weight("running_mean"), layer.Weight("running_var")],
        OnnxAttributes.Number("epsilon", normalization.Epsilon),
        OnnxAttributes.Number("momentum", 1 - normalization.Momentum));

    /// <summary>ONNX normalises the last dimensions only, so that channels which are the first go there and back.</summary>
    public static OnnxValue Normalize(LayerExport layer, LayerNorm normalization) => normalization.ChannelsFirst
        ? Normalize(layer, layer.Input.Transpose(0, 2, 3, 1), normalization.Epsilon).Transpose(0, 3, 1, 2)
        : Normalize(layer, layer.Input, normalization.Epsilon);

    private static OnnxValue Normalize(LayerExport layer, OnnxValue x, double epsilon) => x.Apply(
        "LayerNormalization",
        [layer.Weight("weight"), layer.Weight("bias")],
        OnnxAttributes.Integer("axis", -1),
        OnnxAttributes.Number("epsilon", epsilon));
}

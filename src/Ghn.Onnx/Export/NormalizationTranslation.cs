using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>Normalisations in ONNX.</summary>
internal static class NormalizationTranslation
{
    /// <summary>By running statistics. ONNX's momentum is the weight of the old statistics, PyTorch's that of the new ones.</summary>
    public static OnnxValue Normalize(LayerExport layer, BatchNorm2d normalization) => layer.Input.Apply(
        "BatchNormalization",
        [
            .. normalization.Affine ? [layer.Weight("weight"), layer.Weight("bias")] : Unscaled(layer.Graph, normalization.Channels),
            layer.Weight("running_mean"), layer.Weight("running_var"),
        ],
        OnnxAttributes.Number("epsilon", normalization.Epsilon),
        OnnxAttributes.Number("momentum", 1 - normalization.Momentum));

    /// <summary>ONNX normalises the last dimensions only, so that channels which are the first go there and back.</summary>
    public static OnnxValue Normalize(LayerExport layer, LayerNorm normalization) => normalization.ChannelsFirst
        ? Normalize(layer, layer.Input.Transpose(0, 2, 3, 1), normalization).Transpose(0, 3, 1, 2)
        : Normalize(layer, layer.Input, normalization);

    /// <summary>
    /// As an instance normalisation, of groups as larger maps unless each channel is one, because group normalisation has an operation
    /// with a scale for each channel only in later operator sets.
    /// </summary>
    public static OnnxValue Normalize(LayerExport layer, GroupNorm normalization)
    {
        OnnxGraphBuilder graph = layer.Graph;
        (int groups, int channels) = (normalization.Groups, normalization.Channels);
        if (groups == channels)
        {
            OnnxValue[] affine = normalization.Affine ? [layer.Weight("weight"), layer.Weight("bias")] : Unscaled(graph, channels);
            return NormalizeInstances(layer.Input, affine, normalization.Epsilon);
        }

        OnnxValue grouped = layer.Input.Reshape(0, groups, -1);
        OnnxValue normalized = NormalizeInstances(grouped, Unscaled(graph, groups), normalization.Epsilon).Reshape([0, .. layer.OutputShape]);
        return normalization.Affine
            ? normalized.Multiply(layer.Weight("weight").Reshape(channels, 1, 1)).Add(layer.Weight("bias").Reshape(channels, 1, 1))
            : normalized;
    }

    private static OnnxValue NormalizeInstances(OnnxValue x, OnnxValue[] affine, double epsilon) =>
        x.Apply("InstanceNormalization", affine, OnnxAttributes.Number("epsilon", epsilon));

    private static OnnxValue Normalize(LayerExport layer, OnnxValue x, LayerNorm normalization) => x.Apply(
        "LayerNormalization",
        !normalization.Affine ? Unscaled(layer.Graph, normalization.Features)
            : normalization.Bias ? [layer.Weight("weight"), layer.Weight("bias")]
            : [layer.Weight("weight")],
        OnnxAttributes.Integer("axis", -1),
        OnnxAttributes.Number("epsilon", normalization.Epsilon));

    /// <summary>A scale of 1 and a shift of 0.</summary>
    private static OnnxValue[] Unscaled(OnnxGraphBuilder graph, int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1);
        return [graph.Numbers([count], ones), graph.Numbers([count], new float[count])];
    }
}

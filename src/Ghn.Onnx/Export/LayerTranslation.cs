using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>What each layer is in ONNX; the counterpart of <see cref="LayerExecution"/>.</summary>
internal static class LayerTranslation
{
    /// <summary>Appends a layer to the graph.</summary>
    /// <returns>Its output, with the batch as its leading dimension.</returns>
    /// <exception cref="NotSupportedException">The layer has no counterpart in ONNX.</exception>
    public static OnnxValue Translate(LayerExport layer) => layer.Node.Layer switch
    {
        Conv2d convolution => AffineTranslation.Convolve(layer, convolution),
        Linear linear => AffineTranslation.Map(layer, linear),
        ChannelAffine affine => AffineTranslation.Map(layer, affine),
        LayerScale => layer.Input.Multiply(layer.Weight("")),
        BatchNorm2d normalization => NormalizationTranslation.Normalize(layer, normalization),
        LayerNorm normalization => NormalizationTranslation.Normalize(layer, normalization),
        GroupNorm normalization => NormalizationTranslation.Normalize(layer, normalization),
        Activation activation => ActivationTranslation.Activate(layer.Input, activation.Function),
        LeakyRelu leak => layer.Input.Apply("LeakyRelu", OnnxAttributes.Number("alpha", leak.Slope)),
        Elu unit => ActivationTranslation.Activate(layer.Input, unit),
        Celu unit => layer.Input.Apply("Celu", OnnxAttributes.Number("alpha", unit.Alpha)),
        Networks.Softmax softmax => layer.Input.Apply(softmax.IsLogarithmic ? "LogSoftmax" : "Softmax", OnnxAttributes.Integer("axis", -1)),
        PRelu slopes => ActivationTranslation.LeakBySlopes(layer, slopes),
        MaxPool2d pool => PoolingTranslation.Pool(layer, pool),
        AvgPool2d pool => PoolingTranslation.Pool(layer, pool),
        AdaptiveAvgPool2d => PoolingTranslation.PoolAdaptively(layer),
        Add when layer.Inputs.Count == 2 => layer.Input.Add(layer.Inputs[1]),
        Add => layer.Input.Apply("Sum", [.. layer.Inputs.Skip(1)]),
        Multiply => layer.Input.Multiply(layer.Inputs[1]),
        Concat => layer.Input.Concat(axis: 1, [.. layer.Inputs.Skip(1)]),
        Dropout or StochasticDepth => layer.Input,
        Flatten => layer.Input.Apply("Flatten", OnnxAttributes.Integer("axis", 1)),
        Unflatten => layer.Input.Reshape([0, .. layer.OutputShape]),
        Permute { To: ImageLayout.ChannelsLast } => layer.Input.Transpose(0, 2, 3, 1),
        Permute => layer.Input.Transpose(0, 3, 1, 2),
        ChannelSlice slice => layer.Input.Slice(axis: 1, slice.Start, slice.Start + slice.Count),
        ChannelShuffle shuffle => LayoutTranslation.Shuffle(layer, shuffle),
        Subsample subsample => LayoutTranslation.Subsample(layer, subsample),
        Rearrangement rearrangement => LayoutTranslation.Rearrange(layer, rearrangement),
        Interpolate interpolation => LayoutTranslation.Interpolate(layer, interpolation),
        Zeros => layer.Input.Apply("Shape").Apply("ConstantOfShape"),
        ToTokens => LayoutTranslation.ToTokens(layer),
        ToMaps => LayoutTranslation.ToMaps(layer),
        ClassToken => LayoutTranslation.PrependToken(layer),
        SelectToken token => layer.Input.Select(axis: 1, token.Index),
        PositionalEmbedding => layer.Input.Add(layer.Weight("")),
        PositionalMaps => layer.Input.Add(layer.Weight("weight")),
        PatchMerging => WindowTranslation.MergePatches(layer),
        MultiheadAttention attention => AttentionTranslation.Attend(layer, attention),
        ScaledDotProductAttention attention => AttentionTranslation.Attend(layer, attention),
        ShiftedWindowAttention attention => WindowTranslation.Attend(layer, attention),
        Layer other => throw new NotSupportedException(
            $"{PrintableText.OfName(layer.Node.Name)}: a {other.GetType().Name} has no counterpart in ONNX here."),
    };
}

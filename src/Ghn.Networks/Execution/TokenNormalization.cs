using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>Layer normalisation of features, of channels, or of the places of several dimensions.</summary>
internal static class TokenNormalization
{
    /// <summary>Runs it.</summary>
    public static Variable Run(LayerCall call, LayerNorm layer)
    {
        if (layer.NormalizedShape is null)
        {
            return layer.Affine
                ? Normalize(call.Input, layer, call.Parameter("weight"), layer.Bias ? call.Parameter("bias") : null)
                : Normalize(call.Input, layer);
        }

        Shape shape = call.Input.Shape;
        using Variable rows = call.Input.Reshape([checked((int)(shape.ElementCount / layer.Features)), layer.Features]);
        using Variable? weight = layer.Affine ? call.Parameter("weight").Reshape([layer.Features]) : null;
        using Variable? bias = layer is { Affine: true, Bias: true } ? call.Parameter("bias").Reshape([layer.Features]) : null;
        using Variable normalized = weight is null ? Normalize(rows, layer) : Normalize(rows, layer, weight, bias);
        return normalized.Reshape(shape);
    }

    private static Variable Normalize(Variable x, LayerNorm layer) =>
        layer.ChannelsFirst ? x.ChannelNorm(layer.Epsilon) : x.LayerNorm(layer.Epsilon);

    private static Variable Normalize(Variable x, LayerNorm layer, Variable weight, Variable? bias) =>
        layer.ChannelsFirst ? x.ChannelNorm(weight, bias, layer.Epsilon) : x.LayerNorm(weight, bias, layer.Epsilon);
}

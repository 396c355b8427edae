using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>How attention among the tokens of a sample is written: as products, a softmax, and what splits and joins heads.</summary>
internal sealed class DotProductAttention : IExportsLayers
{
    /// <inheritdoc/>
    public IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<MultiheadAttention>(Attend), LayerExporter.Of<ScaledDotProductAttention>(Attend)];

    private static OnnxValue Attend(LayerExport layer, MultiheadAttention attention)
    {
        OnnxValue queryKeyValue = layer.Input.Linear(layer.Weight("in_proj_weight"), layer.Weight("in_proj_bias"));
        return Attend(queryKeyValue, layer.InputShape[0], attention.EmbeddingSize, attention.Heads)
            .Linear(layer.Weight("out_proj.weight"), layer.Weight("out_proj.bias"));
    }

    private static OnnxValue Attend(LayerExport layer, ScaledDotProductAttention attention)
    {
        if (layer.Inputs.Count == 1)
        {
            return Attend(
                layer.Input, layer.OutputShape[0], layer.OutputShape[1], attention.Heads, logits => Bias(layer, attention, logits),
                attention.Scale);
        }

        int heads = attention.Heads;
        int headWidth = layer.InputShape[1] / heads;
        OnnxValue query = layer.Inputs[0].Reshape(0, -1, heads, headWidth).Transpose(0, 2, 1, 3);
        OnnxValue key = layer.Inputs[1].Reshape(0, -1, heads, headWidth).Transpose(0, 2, 3, 1);
        OnnxValue value = layer.Inputs[2].Reshape(0, -1, heads, layer.OutputShape[1] / heads).Transpose(0, 2, 1, 3);
        OnnxValue logits = query.Multiply(attention.Scale ?? (1 / Math.Sqrt(headWidth))).MatrixProduct(key);
        OnnxValue weights = Bias(layer, attention, logits).Apply("Softmax", OnnxAttributes.Integer("axis", -1));
        return weights.MatrixProduct(value).Transpose(0, 2, 1, 3).Reshape(0, layer.OutputShape[0], layer.OutputShape[1]);
    }

    /// <summary>The logits and what is added to them.</summary>
    private static OnnxValue Bias(LayerExport layer, ScaledDotProductAttention attention, OnnxValue logits)
    {
        if (attention.Bias is not { } bias)
        {
            return logits;
        }

        long keys = bias.Count / attention.Heads / layer.OutputShape[0];
        OnnxValue table = layer.Weight("bias").Reshape(-1);
        OnnxValue numbers = bias.Places is null
            ? table
            : table.Apply("Gather", [layer.Graph.Integers(bias.Places)], OnnxAttributes.Integer("axis", 0));
        return logits.Add(numbers.Reshape(1, attention.Heads, layer.OutputShape[0], (int)keys));
    }

    /// <summary>Attention between the linear maps.</summary>
    /// <param name="queryKeyValue">[sequences, tokens, 3·width]: queries, keys, values, each as heads × width of a head.</param>
    /// <param name="tokens">The length of a sequence.</param>
    /// <param name="width">The features of a token.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="adjust">What becomes of the logits [sequences, heads, tokens, tokens]; null for nothing.</param>
    /// <param name="scale">The factor of the logits; null for 1/√(width of a head).</param>
    /// <returns>[sequences, tokens, width].</returns>
    public static OnnxValue Attend(
        OnnxValue queryKeyValue, int tokens, int width, int heads, Func<OnnxValue, OnnxValue>? adjust = null, double? scale = null)
    {
        int headWidth = width / heads;
        OnnxValue parts = queryKeyValue.Reshape(0, tokens, 3, heads, headWidth).Transpose(2, 0, 3, 1, 4);
        OnnxValue query = parts.Select(axis: 0, 0).Multiply(scale ?? (1 / Math.Sqrt(headWidth)));
        OnnxValue key = parts.Select(axis: 0, 1).Transpose(0, 1, 3, 2);
        OnnxValue value = parts.Select(axis: 0, 2);
        OnnxValue logits = query.MatrixProduct(key);
        OnnxValue weights = (adjust?.Invoke(logits) ?? logits).Apply("Softmax", OnnxAttributes.Integer("axis", -1));
        return weights.MatrixProduct(value).Transpose(0, 2, 1, 3).Reshape(0, tokens, width);
    }
}

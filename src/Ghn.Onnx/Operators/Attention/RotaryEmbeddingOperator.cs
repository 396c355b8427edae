using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>
/// Positions told by turning pairs of features, an operator since operator set 23 (Su et al., 2021): products, differences and sums with
/// cosines and sines, which are fixed.
/// </summary>
internal sealed class RotaryEmbeddingOperator() : CompositeOperator("RotaryEmbedding")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["interleaved", "num_heads", "rotary_embedding_dim"];

    /// <inheritdoc/>
    public override OnnxValue Decompose(OnnxNode node, IReadOnlyList<OnnxValue?> inputs)
    {
        Shape shape = node.Input(0).Shape;
        int heads = node.Int32("num_heads", 0);
        bool isSplit = shape.Rank == 4;
        if (!isSplit && (shape.Rank != 3 || heads < 1 || shape[2] % heads != 0))
        {
            throw node.Invalid($"its input has the shape {shape}, which is not shared among {heads} heads (num_heads)");
        }

        int features = isSplit ? shape[3] : shape[2] / heads;
        int turned = node.Int32("rotary_embedding_dim", 0) is > 0 and var given ? given : features;
        if (turned > features || turned % 2 != 0)
        {
            throw node.Invalid($"its rotary_embedding_dim is {turned}, where a head has {features} features");
        }

        OnnxValue tokens = isSplit ? inputs[0]!.Transpose(0, 2, 1, 3) : inputs[0]!.Reshape(0, 0, heads, features);
        OnnxValue result = Turned(node, inputs, tokens, turned);
        result = turned == features ? result : result.Concat(-1, tokens.Slice(-1, turned, features));
        return isSplit ? result.Transpose(0, 2, 1, 3) : result.Reshape(0, 0, shape[2]);
    }

    /// <summary>The first features of [samples, tokens, heads, features], in pairs that are turned.</summary>
    private static OnnxValue Turned(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, OnnxValue tokens, int turned)
    {
        bool isInterleaved = node.Integer("interleaved", 0) != 0;
        int half = turned / 2;
        OnnxValue first = isInterleaved ? tokens.Slice(-1, 0, turned, step: 2) : tokens.Slice(-1, 0, half);
        OnnxValue second = isInterleaved ? tokens.Slice(-1, 1, turned, step: 2) : tokens.Slice(-1, half, turned);
        (OnnxValue cosine, OnnxValue sine) = (Table(node, inputs, 1, half), Table(node, inputs, 2, half));
        OnnxValue real = first.Multiply(cosine).Apply("Sub", [second.Multiply(sine)]);
        OnnxValue imaginary = first.Multiply(sine).Add(second.Multiply(cosine));
        return isInterleaved
            ? real.Apply("Unsqueeze", [tokens.Graph.Integers(-1)]).Concat(-1, imaginary.Apply("Unsqueeze", [tokens.Graph.Integers(-1)]))
                .Reshape(0, 0, 0, turned)
            : real.Concat(-1, imaginary);
    }

    /// <summary>Cosines or sines as [samples, tokens, 1, pairs]; those that the file has stay as they are.</summary>
    private static OnnxValue Table(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, int place, int half)
    {
        OnnxValue table = inputs[place]!;
        Shape shape = node.Input(place).Shape;
        if (shape[^1] != half)
        {
            throw node.Invalid($"its input {place} has the shape {shape}, not a number for each of {half} pairs");
        }

        if (node.Input(place) is View { IsWhole: true, Source: ParameterSource { Value: { } numbers } })
        {
            table = table.Graph.Numbers(shape, Conversion.ToFloat32(numbers).Values);
        }

        if (inputs.ElementAtOrDefault(3) is { } positions)
        {
            table = table.Apply("Gather", [positions], OnnxAttributes.Integer("axis", 0));
        }

        return table.Apply("Unsqueeze", [table.Graph.Integers(2)]);
    }
}

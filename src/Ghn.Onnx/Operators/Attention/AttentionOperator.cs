using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>
/// Attention, an operator since operator set 23: products, a softmax, and what splits and joins heads. Passes find attention where these
/// are written one by one.
/// </summary>
internal sealed class AttentionOperator() : CompositeOperator("Attention")
{
    private const int SinglePrecision = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes =>
        ["is_causal", "kv_num_heads", "q_num_heads", "scale", "softcap", "softmax_precision"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["qk_matmul_output_mode"] = "it is about an output that is refused",
    };

    /// <inheritdoc/>
    public override OnnxValue Decompose(OnnxNode node, IReadOnlyList<OnnxValue?> inputs)
    {
        Require(node);
        Shape query = Sizes(node, 0, "q_num_heads");
        (Shape key, Shape values) = (Sizes(node, 1, "kv_num_heads"), Sizes(node, 2, "kv_num_heads"));
        if (query[1] % key[1] != 0 || key[1] != values[1] || key[2] != values[2] || query[3] != key[3])
        {
            throw node.Invalid($"its queries {query}, keys {key} and values {values} do not fit each other");
        }

        double scale = node.Number("scale", 1 / Math.Sqrt(query[3]));
        OnnxValue queries = Heads(node, inputs, 0, query).Multiply(scale);
        OnnxValue keys = Repeated(Heads(node, inputs, 1, key), key, query[1]).Transpose(0, 1, 3, 2);
        OnnxValue logits = Capped(node, Masked(node, inputs, queries.MatrixProduct(keys), query[2], key[2]));
        OnnxValue weights = logits.Apply("Softmax", OnnxAttributes.Integer("axis", -1));
        OnnxValue attended = weights.MatrixProduct(Repeated(Heads(node, inputs, 2, values), values, query[1]));
        return node.Input(0).Shape.Rank == 4 ? attended : attended.Transpose(0, 2, 1, 3).Reshape(0, 0, query[1] * values[3]);
    }

    private static void Require(OnnxNode node)
    {
        if (Enumerable.Range(4, 3).Any(place => node.OptionalInput(place) is not null))
        {
            throw node.Unsupported("it takes keys and values of earlier calls");
        }

        if (node.Outputs.Skip(1).Any(output => output.Length > 0))
        {
            throw node.Unsupported("it gives its keys, values or logits, too");
        }

        if (node.Integer("softmax_precision", SinglePrecision) != SinglePrecision)
        {
            throw node.Unsupported("its softmax_precision is not that of float32");
        }

        bool isMasked = node.OptionalInput(3) is not null || node.Integer("is_causal", 0) != 0;
        if (node.Number("softcap", 0) != 0 && isMasked)
        {
            throw node.Unsupported("it has a softcap and a mask, of which versions of ONNX differ in which comes first");
        }
    }

    /// <summary>The number of samples, heads, tokens and features per head of an input.</summary>
    private static Shape Sizes(OnnxNode node, int place, string attribute)
    {
        Shape shape = node.Input(place).Shape;
        int heads = node.Int32(attribute, 0);
        return shape.Rank == 4 ? shape
            : shape.Rank == 3 && heads > 0 && shape[2] % heads == 0 ? [shape[0], heads, shape[1], shape[2] / heads]
            : throw node.Invalid($"its input {place} has the shape {shape}, which is not shared among {heads} heads ({attribute})");
    }

    /// <summary>An input as [samples, heads, tokens, features].</summary>
    private static OnnxValue Heads(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, int place, Shape sizes) =>
        node.Input(place).Shape.Rank == 4
            ? inputs[place]!
            : inputs[place]!.Reshape(0, 0, sizes[1], sizes[3]).Transpose(0, 2, 1, 3);

    /// <summary>Keys or values, each once for each of the queries' heads that share it.</summary>
    private static OnnxValue Repeated(OnnxValue heads, Shape sizes, int count) => sizes[1] == count
        ? heads
        : heads.Apply(
            "Gather", [heads.Graph.Integers(Enumerable.Range(0, count).Select(head => head * sizes[1] / count))],
            OnnxAttributes.Integer("axis", 1));

    private static OnnxValue Masked(OnnxNode node, IReadOnlyList<OnnxValue?> inputs, OnnxValue logits, int queries, int keys)
    {
        OnnxGraphBuilder graph = logits.Graph;
        if (node.Integer("is_causal", 0) != 0)
        {
            float[] mask = [.. Enumerable.Range(0, queries * keys).Select(i => i % keys > i / keys ? float.NegativeInfinity : 0)];
            logits = logits.Add(graph.Numbers([queries, keys], mask));
        }

        return node.OptionalInput(3) switch
        {
            null => logits,
            Constant { IsInteger: true } => logits.Add(
                inputs[3]!.Apply("Where", [graph.Number(0), graph.Number(double.NegativeInfinity)])),
            _ => logits.Add(inputs[3]!),
        };
    }

    private static OnnxValue Capped(OnnxNode node, OnnxValue logits)
    {
        double cap = node.Number("softcap", 0);
        return cap == 0 ? logits : logits.Multiply(1 / cap).Apply("Tanh").Multiply(cap);
    }
}

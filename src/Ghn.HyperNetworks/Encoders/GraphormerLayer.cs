using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>One transformer layer: x ← x + attention(norm(x)), then x ← x + MLP(norm(x)).</summary>
internal sealed class GraphormerLayer(
    LayerNorm attentionNorm, Linear queryKeyValue, Linear attentionOutput, LayerNorm mlpNorm, Linear expand,
    Linear contract, int heads)
{
    /// <summary>Computes the next embeddings [nodes, hidden].</summary>
    /// <param name="nodes">The embeddings.</param>
    /// <param name="bias">What is added to the scaled attention logits: [heads, nodes, nodes].</param>
    public Variable Apply(Variable nodes, Variable bias)
    {
        using Variable attention = SelfAttention(nodes, bias);
        using Variable residual = nodes.Add(attention);
        using Variable features = FeedForward(residual);
        return residual.Add(features);
    }

    private Variable SelfAttention(Variable nodes, Variable bias)
    {
        (int count, int hidden) = (nodes.Shape[0], nodes.Shape[1]);
        using Variable normalized = attentionNorm.Apply(nodes);
        using Variable projected = queryKeyValue.Apply(normalized);
        using Variable sequence = projected.Reshape([1, count, 3 * hidden]);
        using Variable mixed = sequence.SelfAttention(heads, bias);
        using Variable rows = mixed.Reshape([count, hidden]);
        return attentionOutput.Apply(rows);
    }

    private Variable FeedForward(Variable nodes)
    {
        using Variable normalized = mlpNorm.Apply(nodes);
        using Variable expanded = expand.Apply(normalized, EpilogueFunction.Gelu);
        return contract.Apply(expanded);
    }
}

using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>One transformer layer: x ← x + attention(norm(x)), then x ← x + MLP(norm(x)).</summary>
internal sealed class GraphormerLayer(
    Normalization attentionNorm, Projection queryKeyValue, Projection attentionOutput, Normalization mlpNorm, Projection expand, Projection contract, int heads)
{
    /// <summary>Updates the embeddings [nodes, hidden] in place.</summary>
    /// <param name="nodes">The embeddings.</param>
    /// <param name="bias">What is added to the scaled attention logits: [heads, nodes, nodes].</param>
    public void Apply(Tensor nodes, Tensor bias)
    {
        using Tensor normalized = Tensor.Allocate(nodes.Shape);
        using Tensor attended = Tensor.Allocate(nodes.Shape);
        attentionNorm.Apply(nodes, normalized);
        using Tensor projected = queryKeyValue.Apply(normalized);
        Attention.Forward(projected, bias, attended, heads);
        attentionOutput.Apply(attended, nodes, accumulate: true);

        mlpNorm.Apply(nodes, normalized);
        using Tensor expanded = expand.Apply(normalized, EpilogueFunction.Gelu);
        contract.Apply(expanded, nodes, accumulate: true);
    }
}

using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>One transformer layer: x ← x + attention(norm(x)), then x ← x + MLP(norm(x)).</summary>
internal sealed class GraphormerLayer(
    Normalization attentionNorm, Projection queryKeyValue, Projection attentionOutput, Normalization mlpNorm, Projection expand,
    Projection contract, int heads)
{
    /// <summary>Computes the next embeddings [nodes, hidden].</summary>
    /// <param name="nodes">The embeddings.</param>
    /// <param name="bias">What is added to the scaled attention logits: [heads, nodes, nodes].</param>
    public Variable Apply(Variable nodes, Variable bias)
    {
        using Variable attended = Attend(nodes, bias);
        using Variable informed = nodes.Add(attended);
        using Variable thought = Think(informed);
        return informed.Add(thought);
    }

    private Variable Attend(Variable nodes, Variable bias)
    {
        (int count, int hidden) = (nodes.Shape[0], nodes.Shape[1]);
        using Variable normalized = attentionNorm.Apply(nodes);
        using Variable projected = queryKeyValue.Apply(normalized);
        using Variable sequence = projected.Reshape([1, count, 3 * hidden]);
        using Variable mixed = sequence.SelfAttention(heads, bias);
        using Variable rows = mixed.Reshape([count, hidden]);
        return attentionOutput.Apply(rows);
    }

    private Variable Think(Variable nodes)
    {
        using Variable normalized = mlpNorm.Apply(nodes);
        using Variable expanded = expand.Apply(normalized, EpilogueFunction.Gelu);
        return contract.Apply(expanded);
    }
}

using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>Carries a decoding plan out: weights, one-dimensional parameters and the classifier, then what repeats.</summary>
internal sealed class ParameterDecoder(IWeightDecoder weights, VectorDecoder vectors, HyperNetworkConfiguration configuration)
{
    /// <summary>Fills every predicted entry of the plan's state dict.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="plan">What to fill.</param>
    public void Decode(Tensor embeddings, DecodingPlan plan)
    {
        weights.Decode(embeddings, [.. plan.Weights.Select(target => target.Block)]);
        WorkerPool.For(plan.Weights.Count, index => plan.Weights[index].Complete());
        vectors.Decode(embeddings, plan.Vectors);

        IEnumerable<Tiling> tilings = plan.Weights.Select(target => target.Tiling).OfType<Tiling>();
        if (plan.Classifier is (Tensor weight, int node))
        {
            tilings = tilings.Append(DecodeClassifier(embeddings, weight, node, plan.ClassifierInChannels));
        }

        Tiling.FillAll(tilings);
    }

    private Tiling DecodeClassifier(Tensor embeddings, Tensor weight, int node, int inChannels)
    {
        using Tensor decoded = weights.DecodeClassifier(embeddings, node, inChannels);
        float scale = configuration.WeightNormalization ? WeightScale.Of(weight.Shape) : 1;
        int width = weight.Shape[1];
        for (int row = 0; row < weight.Shape[0]; row++)
        {
            TensorPrimitives.Multiply(decoded.Values.Slice(row * inChannels, inChannels), scale, weight.Values.Slice(row * width, inChannels));
        }

        return new Tiling(weight, weight.Shape[0], inChannels);
    }
}

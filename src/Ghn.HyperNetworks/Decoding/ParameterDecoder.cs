using Ghn.HyperNetworks.Configuration;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>Carries a decoding plan out: weights, one-dimensional parameters and the classifier.</summary>
internal sealed class ParameterDecoder(IWeightDecoder weights, VectorDecoder vectors, HyperNetworkConfiguration configuration)
{
    /// <summary>Fills every predicted entry of the plan's state dict.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="plan">What to fill.</param>
    /// <returns>The predicted entries as variables, by their names.</returns>
    public Dictionary<string, Variable> Decode(Variable embeddings, DecodingPlan plan)
    {
        var predicted = new Dictionary<string, Variable>(StringComparer.Ordinal);
        foreach ((WeightTarget target, Variable weight) in plan.Weights.Zip(weights.Decode(embeddings, plan.Weights)))
        {
            predicted.Add(target.Name, weight);
        }

        foreach ((VectorTarget target, Variable vector) in vectors.Decode(embeddings, plan.Vectors))
        {
            predicted.Add(target.Name, vector);
        }

        if (plan.Classifier is { } classifier)
        {
            using Variable decoded = weights.DecodeClassifier(embeddings, classifier.Node, plan.ClassifierInChannels);
            predicted.Add(classifier.Name, Place(decoded, classifier.Weight));
        }

        return predicted;
    }

    /// <summary>Scales a classifier's decoded weight [classes, decoded in-channels] and repeats it along the input channels.</summary>
    private Variable Place(Variable decoded, Tensor weight)
    {
        (int classes, int inChannels) = (decoded.Shape[0], decoded.Shape[1]);
        int width = weight.Shape[1];
        float scale = configuration.WeightNormalization ? WeightScale.Of(weight.Shape) : 1;
        for (int row = 0; row < classes; row++)
        {
            TensorPrimitives.Multiply(
                decoded.Value.Values.Slice(row * inChannels, inChannels), scale, weight.Values.Slice(row * width, inChannels));
        }

        Tiling.FillAll([new Tiling(weight, classes, inChannels)]);
        return decoded.Tape.Record(weight, [decoded], gradient =>
        {
            Tensor folded = Tensor.From<float>(gradient.Tensor.Values, weight.Shape);
            Tiling.FoldAll([new Tiling(folded, classes, inChannels)]);
            Tensor decodedGradient = Tensor.Allocate(decoded.Shape);
            for (int row = 0; row < classes; row++)
            {
                TensorPrimitives.Multiply(
                    folded.Values.Slice(row * width, inChannels), scale, decodedGradient.Values.Slice(row * inChannels, inChannels));
            }

            folded.Dispose();
            decoded.AddGradient(decodedGradient);
        });
    }
}

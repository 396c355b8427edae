using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// The decoder of GHN-1, GHN-2 and GHN-3 (GHN-2 paper, B.1): a linear layer turns a node's embedding into a feature map
/// [4·hidden, S, S]; two 1×1 convolutions turn each of its positions into a block [D₀, D₁] of a weight.
/// Only what is asked for is computed: a 3×3 convolution takes nine positions of the feature map, and a weight with fewer than D₀ or D₁
/// channels only the rows of the last layer that it keeps. All nodes go through each layer together, so that each of its weights is read
/// once.
/// </summary>
internal sealed class ConvolutionalDecoder(
    Linear featureMap, Linear hiddenLayer, Linear outputLayer, Linear classifier,
    HyperNetworkConfiguration configuration) : IWeightDecoder
{
    private readonly FeatureMaps _featureMaps = new(featureMap, configuration.MaxKernel.Area);
    private readonly BlockLayer _blockLayer = new(outputLayer, configuration.MaxInChannels);

    public IReadOnlyList<Variable> Decode(Variable embeddings, IReadOnlyList<WeightTarget> targets)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        BlockRows[] placed = BlockRows.Place(targets.Select(target => target.Block));
        using Variable hidden = Hidden(embeddings, SpatialPosition.Layout(placed, configuration));
        return _blockLayer.Decode(hidden, placed, targets);
    }

    public Variable DecodeClassifier(Variable embeddings, int node, int inChannels)
    {
        using Variable block = Decode(embeddings, [DirectTarget.OfMatrix(node, configuration.MaxOutChannels, inChannels)])[0];

        // The classifier's layer acts on the output channels: a column of the block for each input channel.
        using Variable rectified = block.Relu();
        using Variable inChannelsFirst = rectified.Transpose();
        using Variable classesLast = classifier.Apply(inChannelsFirst);
        return classesLast.Transpose();
    }

    private Variable Hidden(Variable embeddings, SpatialPosition[] positions)
    {
        using Variable features = _featureMaps.At(embeddings, positions);
        return hiddenLayer.Apply(features, EpilogueFunction.Relu);
    }
}

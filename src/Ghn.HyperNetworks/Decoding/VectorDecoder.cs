using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>
/// Decodes one-dimensional parameters: a two-layer perceptron gives each node a scale and a shift. A normalisation takes both,
/// the bias of a convolution or linear layer is the shift. The bias of the classifier comes from the shift by one more layer.
/// </summary>
internal sealed class VectorDecoder(Projection hiddenLayer, Projection outputLayer, Projection classifier, HyperNetworkConfiguration configuration)
{
    /// <summary>Computes all targets, in place.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="targets">What to compute.</param>
    public void Decode(Tensor embeddings, IReadOnlyList<VectorTarget> targets)
    {
        int[] nodes = [.. targets.Select(target => target.Node).Distinct()];
        using Tensor decoded = ScalesAndShifts(embeddings, nodes);
        Dictionary<int, int> rows = nodes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        int width = decoded.Shape[1] / 2;
        foreach (VectorTarget target in targets)
        {
            ReadOnlySpan<float> row = decoded.Values.Slice(rows[target.Node] * 2 * width, 2 * width);
            if (target.Role == VectorRole.ClassifierBias)
            {
                DecodeClassifierBias(row[width..], target.Destination);
            }
            else
            {
                int count = (int)Math.Min(target.Destination.ElementCount, configuration.MaxOutChannels);
                ReadOnlySpan<float> source = target.Role == VectorRole.Scale ? row[..count] : row.Slice(width, count);
                Repeat(source, target.Destination.Values);
            }

            if (configuration.WeightNormalization)
            {
                Bound(target);
            }
        }
    }

    private Tensor ScalesAndShifts(Tensor embeddings, int[] nodes)
    {
        using Tensor inputs = Tensor.Allocate([nodes.Length, embeddings.Shape[1]]);
        Embedding.Gather(embeddings, nodes, inputs.Values);
        using Tensor hidden = hiddenLayer.Apply(inputs, EpilogueFunction.Relu);
        return outputLayer.Apply(hidden);
    }

    private void DecodeClassifierBias(ReadOnlySpan<float> shift, Tensor destination)
    {
        using Tensor input = Tensor.From(shift, [1, shift.Length]);
        Activations.Relu(input.Values);
        classifier.Apply(input, destination.Reshape([1, destination.Shape[0]]));
    }

    private static void Repeat(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int start = 0; start < target.Length; start += source.Length)
        {
            int count = Math.Min(source.Length, target.Length - start);
            source[..count].CopyTo(target[start..]);
        }
    }

    /// <summary>Keeps scales within (0, 2) and shifts within (−1, 1) (GHN-2 paper, Appendix B).</summary>
    private static void Bound(VectorTarget target)
    {
        Span<float> values = target.Destination.Values;
        if (target.Role == VectorRole.Scale)
        {
            TensorPrimitives.Multiply(values, 0.5f, values);
            TensorPrimitives.Sigmoid(values, values);
            TensorPrimitives.Multiply(values, 2f, values);
        }
        else
        {
            TensorPrimitives.Multiply(values, 0.2f, values);
            TensorPrimitives.Tanh(values, values);
        }
    }
}

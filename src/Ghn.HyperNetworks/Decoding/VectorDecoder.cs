using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// Decodes one-dimensional parameters: a two-layer perceptron gives each node a scale and a shift. A normalisation takes both,
/// the bias of a convolution or linear layer is the shift. The bias of the classifier comes from the shift by one more layer.
/// </summary>
internal sealed class VectorDecoder(
    Linear hiddenLayer, Linear outputLayer, Linear classifier, HyperNetworkConfiguration configuration)
{
    private const float ScaleTemperature = 0.5f;
    private const float ShiftTemperature = 0.2f;

    /// <summary>Computes vectors, in place.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="targets">What to compute.</param>
    /// <returns>The vectors with their targets, in any order.</returns>
    public IReadOnlyList<(VectorTarget Target, Variable Vector)> Decode(Variable embeddings, IReadOnlyList<VectorTarget> targets)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        int[] nodes = [.. targets.Select(target => target.Node).Distinct()];
        using Variable pairs = ScalesAndShifts(embeddings, nodes);
        Dictionary<int, int> pairOf = nodes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        int RowOf(VectorTarget target) => (2 * pairOf[target.Node]) + (target.Role == VectorRole.Scale ? 0 : 1);

        ILookup<bool, VectorTarget> isClassifier = targets.ToLookup(target => target.Role == VectorRole.ClassifierBias);
        VectorTarget[] vectors = [.. isClassifier[false]];
        IReadOnlyList<Variable> decoded = Take(pairs, vectors, RowOf, configuration.MaxOutChannels);
        return [.. vectors.Zip(decoded), .. isClassifier[true].Select(target => (target, ClassifierBias(pairs, target, RowOf(target))))];
    }

    /// <summary>The scale and the shift of each node, a row each [2·nodes, longest].</summary>
    private Variable ScalesAndShifts(Variable embeddings, int[] nodes)
    {
        using Variable inputs = embeddings.Gather(nodes);
        using Variable hidden = hiddenLayer.Apply(inputs, EpilogueFunction.Relu);
        using Variable both = outputLayer.Apply(hidden);
        return both.Reshape([2 * nodes.Length, outputLayer.OutFeatures / 2]);
    }

    private Variable ClassifierBias(Variable pairs, VectorTarget target, int row)
    {
        using Variable shift = pairs.Gather([row]);
        using Variable rectified = shift.Relu();
        using Variable classes = classifier.Apply(rectified);
        return Take(classes, [target], _ => 0, configuration.ClassCount)[0];
    }

    /// <summary>Takes the beginnings of rows, repeats what is too short, and bounds it if the GHN normalises weights.</summary>
    private IReadOnlyList<Variable> Take(Variable rows, VectorTarget[] targets, Func<VectorTarget, int> rowOf, int longest)
    {
        Span<float> BeginningOf(Tensor matrix, VectorTarget target)
        {
            int count = Math.Min(target.Destination.Shape[0], longest);
            return matrix.Values.Slice(rowOf(target) * matrix.Shape[1], count);
        }

        foreach (VectorTarget target in targets)
        {
            Repeat(BeginningOf(rows.Value, target), target.Destination.Values);
            Bound(target);
        }

        Tensor[] vectors = [.. targets.Select(target => target.Destination)];
        return rows.Tape.Record(vectors, [rows], keepsResults: true, backward: gradients =>
        {
            Tensor sums = rows.GradientToAddTo();
            foreach ((VectorTarget target, SharedTensor? gradient) in targets.Zip(gradients))
            {
                if (gradient is not null)
                {
                    AddFolded(target, gradient.Tensor.Values, BeginningOf(sums, target));
                }
            }
        });
    }

    private static void Repeat(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int start = 0; start < target.Length; start += source.Length)
        {
            int count = Math.Min(source.Length, target.Length - start);
            source[..count].CopyTo(target[start..]);
        }
    }

    /// <summary>Keeps scales within (0, 2) and shifts within (−1, 1) (GHN-2 paper, Table 2).</summary>
    private void Bound(VectorTarget target)
    {
        Span<float> values = target.Destination.Values;
        if (!configuration.WeightNormalization)
        {
            return;
        }

        if (target.Role == VectorRole.Scale)
        {
            TensorPrimitives.Multiply(values, ScaleTemperature, values);
            TensorPrimitives.Sigmoid(values, values);
            TensorPrimitives.Multiply(values, 2f, values);
        }
        else
        {
            TensorPrimitives.Multiply(values, ShiftTemperature, values);
            TensorPrimitives.Tanh(values, values);
        }
    }

    /// <summary>The backward pass of <see cref="Bound"/> and <see cref="Repeat"/>.</summary>
    private void AddFolded(VectorTarget target, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        ReadOnlySpan<float> values = target.Destination.Values;
        for (int i = 0; i < gradient.Length; i++)
        {
            sum[i % sum.Length] += gradient[i] * Slope(target.Role, values[i]);
        }
    }

    /// <summary>The slope of the bound where it has a given value.</summary>
    private float Slope(VectorRole role, float value) => (configuration.WeightNormalization, role) switch
    {
        (false, _) => 1,
        (true, VectorRole.Scale) => ScaleTemperature * value * (1 - (value / 2)),
        _ => ShiftTemperature * (1 - (value * value)),
    };
}

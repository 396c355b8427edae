using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.LinearAlgebra;

namespace Ghn.HyperNetworks.PostProcessing;

/// <summary>
/// What makes predicted weights a better start of training (GHN-orth, Knyazev 2022): noise where tiling made copies, then
/// orthogonal filters. Both change the weights in place.
/// <code>
/// GhnOrth.AddNoise(network, prediction.Weights, new NoiseOptions(Beta: 1e-5, DecodedSize: 64));
/// GhnOrth.Orthogonalize(network, prediction.Weights);
/// </code>
/// <para>
/// The layers concerned are, in PyTorch's order of modules, all that own a <c>weight</c> of two or more dimensions, except the last,
/// which is the classifier. Input projections of multi-head attention, positional embeddings and layer scales are not weights in
/// this sense. A weight of K outputs counts as a matrix of K rows, transposed when that makes it taller than wide.
/// </para>
/// </summary>
public static class GhnOrth
{
    private const string WeightName = ".weight";

    /// <summary>The names of the weights that are processed, in order; a layer's index is its place here.</summary>
    public static IReadOnlyList<string> Layers(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        string[] weights = [.. network.Parameters
            .Where(parameter => parameter.Shape.Rank >= 2 && parameter.Name.EndsWith(WeightName, StringComparison.Ordinal))
            .Select(parameter => parameter.Name)];
        return weights.Length == 0 ? weights : weights[..^1];
    }

    /// <summary>
    /// Eq. 1: adds normal noise to the part of each weight that repeats what was decoded,
    /// <c>w[d:, d:] += β·σ·N(0, 1)</c>, where d is <see cref="NoiseOptions.DecodedSize"/>, and σ the deviation of the correlations
    /// among the rows of the weight's matrix: the more alike they are, the more noise.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights, which change.</param>
    /// <param name="options">How much noise, and where.</param>
    /// <param name="except">The names of weights that stay as they are; null for none.</param>
    /// <returns>The weights that noise was added to: those with more than d outputs and more than d inputs.</returns>
    /// <exception cref="ArgumentException">The weights are not those of the network, or are not float32.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is negative or not finite.</exception>
    public static IReadOnlyList<NoisyWeight> AddNoise(
        Network network, StateDict weights, NoiseOptions options, IReadOnlySet<string>? except = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Beta, double.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DecodedSize);
        var noisy = new List<NoisyWeight>();
        foreach ((string name, Tensor weight) in Weights(network, weights, options.FromLayer, except))
        {
            if (Math.Min(weight.Shape[0], weight.Shape[1]) > options.DecodedSize)
            {
                double deviation = options.Beta * RowCorrelation.Deviation(TallMatrix(weight));
                ConditionalNoise.Add(weight, name, deviation, options);
                noisy.Add(new NoisyWeight(name, weight.Shape, deviation));
            }
        }

        return noisy;
    }

    /// <summary>
    /// Eq. 2: replaces each weight's matrix W by the Q of its factorisation W = Q·R, in which R has no negative diagonal element;
    /// nothing is scaled. Columns without a direction of their own are filled as <see cref="QrFactorization"/> says.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights, which change.</param>
    /// <param name="fromLayer">The first layer to process, by its index in <see cref="Layers"/>.</param>
    /// <param name="except">The names of weights that stay as they are; null for none.</param>
    /// <returns>The weights that changed, with the ranks they had.</returns>
    /// <exception cref="ArgumentException">The weights are not those of the network, are not float32, or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static IReadOnlyList<OrthogonalWeight> Orthogonalize(
        Network network, StateDict weights, int fromLayer = 0, IReadOnlySet<string>? except = null)
    {
        var orthogonal = new List<OrthogonalWeight>();
        foreach ((string name, Tensor weight) in Weights(network, weights, fromLayer, except))
        {
            orthogonal.Add(new OrthogonalWeight(name, weight.Shape, Orthogonalize(name, weight)));
        }

        return orthogonal;
    }

    private static int Orthogonalize(string name, Tensor weight)
    {
        MatrixView matrix = TallMatrix(weight);
        try
        {
            using QrFactorization factorization = QrFactorization.Of(matrix);
            factorization.WriteQ(matrix);
            return factorization.Rank;
        }
        catch (ArgumentException exception)
        {
            throw InvalidRequestException.At($"{PrintableText.OfName(name)} cannot be made orthogonal", exception);
        }
        finally
        {
            GC.KeepAlive(weight);
        }
    }

    private static MatrixView TallMatrix(Tensor weight)
    {
        int outputs = weight.Shape[0];
        int inputs = checked((int)(weight.ElementCount / outputs));
        MatrixView matrix = MatrixView.Of(weight, 0, outputs, inputs, inputs);
        return outputs < inputs ? matrix.Transposed : matrix;
    }

    private static IEnumerable<(string Name, Tensor Weight)> Weights(
        Network network, StateDict weights, int fromLayer, IReadOnlySet<string>? except)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegative(fromLayer);
        Dictionary<string, Shape> shapes = network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape);
        foreach (string name in Layers(network).Skip(fromLayer).Where(name => except?.Contains(name) != true))
        {
            bool fits = weights.TryGet(name, out Tensor? weight) && weight.Shape == shapes[name]
                && weight.ElementType == ElementType.Float32;
            yield return fits
                ? (name, weight!)
                : throw new InvalidRequestException(
                    $"There is no {PrintableText.OfName(name)} of float32 {shapes[name]}, as {PrintableText.OfName(network.Name)} needs.");
        }
    }
}

using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.LinearAlgebra;

namespace Ghn.Training.Initializations;

/// <summary>
/// Each weight becomes the Q of a matrix of normal draws, with the signs that make Q uniform over all orthogonal matrices. A weight of
/// K outputs counts as a matrix of K rows, transposed when that is wider than tall: then its rows are orthonormal instead of its columns.
/// </summary>
internal sealed class OrthogonalInitialization : Initialization
{
    private const string WeightName = ".weight";

    public override string Name => "orth";

    public override StateDict Create(Network network, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        StateDict weights = network.Initialize(seed);
        foreach (StateSpec entry in network.Parameters.Where(IsWeight))
        {
            weights[entry.Name].Dispose();
            weights[entry.Name] = Draw(entry.Shape, new RandomSource(seed, $"orthogonal {entry.Name}"));
        }

        return weights;
    }

    private static bool IsWeight(StateSpec entry) =>
        entry.Shape.Rank >= 2 && entry.Name.EndsWith(WeightName, StringComparison.Ordinal);

    private static Tensor Draw(Shape shape, RandomSource random)
    {
        Tensor weight = Initializer.Normal(1).Create(shape, random);
        int outputs = shape[0];
        int inputs = checked((int)(weight.ElementCount / outputs));
        var matrix = MatrixView.Of(weight, 0, outputs, inputs, inputs);
        MatrixView tall = outputs < inputs ? matrix.Transposed : matrix;
        using QrFactorization factorization = QrFactorization.Of(tall);
        factorization.WriteQ(tall);
        GC.KeepAlive(weight);
        return weight;
    }
}

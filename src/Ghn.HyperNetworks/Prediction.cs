using Ghn.HyperNetworks.Decoding;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks;

/// <summary>What a GHN made of a network: a complete state dict, and an account of where its entries come from.</summary>
public sealed class Prediction : IDisposable
{
    internal Prediction(StateDict weights, IReadOnlyList<PredictedParameter> parameters, PredictionTimings timings)
    {
        Weights = weights;
        Parameters = parameters;
        Timings = timings;
    }

    /// <summary>The whole state dict of the network, buffers included, in PyTorch's order.</summary>
    public StateDict Weights { get; }

    /// <summary>Where each entry of <see cref="Weights"/> comes from, in the same order.</summary>
    public IReadOnlyList<PredictedParameter> Parameters { get; }

    /// <summary>The names of the entries that stayed as they were given.</summary>
    public IReadOnlySet<string> Kept => Parameters.Where(parameter => parameter.Origin == ParameterOrigin.Kept)
        .Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>How long the stages took.</summary>
    public PredictionTimings Timings { get; }

    /// <summary>The name of the first weight that holds an infinite number or a NaN; null if all are finite.</summary>
    public string? FirstNonFinite() => Weights.FirstNonFinite();

    /// <summary>The Euclidean norm of all predicted parameters taken as one vector; computed when asked for.</summary>
    public double TotalNorm()
    {
        PredictedParameter[] predicted =
            [.. Parameters.Where(parameter => parameter.Origin is ParameterOrigin.Predicted or ParameterOrigin.Tiled)];
        double[] squares = new double[predicted.Length];
        WorkerPool.For(predicted.Length, index => squares[index] = SquaredNorm.Of(Weights[predicted[index].Name]));
        return Math.Sqrt(squares.Sum());
    }

    /// <summary>Returns the memory of the weights at once.</summary>
    public void Dispose() => Weights.Dispose();
}

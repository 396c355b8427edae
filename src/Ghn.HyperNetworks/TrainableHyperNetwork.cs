using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks;

/// <summary>
/// A GHN that learns: it predicts the parameters of networks as variables, through which a network's loss leads back to the GHN's
/// own parameters. Gradients of several networks add up until they are cleared.
/// <code>
/// using var tape = new Tape();
/// using DifferentiablePrediction prediction = ghn.Predict(tape, network);
/// Variable logits = network.Run(images, prediction.Parameters, prediction.Buffers, mode)[0];
/// tape.Backward(logits.CrossEntropy(labels));
/// optimizer.Step(ghn.Gradients);
/// ghn.ClearGradients();
/// </code>
/// </summary>
public sealed class TrainableHyperNetwork : IDisposable
{
    private readonly HyperNetworkCheckpoint _checkpoint;

    private TrainableHyperNetwork(HyperNetworkCheckpoint checkpoint)
    {
        _checkpoint = checkpoint;
        Accumulator = CreateAccumulator();
    }

    /// <summary>What distinguishes this GHN from others.</summary>
    public HyperNetworkConfiguration Configuration => _checkpoint.Configuration;

    /// <summary>The parameters, float32, under the reference's names; an optimiser changes them in place.</summary>
    public StateDict Parameters => _checkpoint.Tensors;

    /// <summary>What backward passes have found since the gradients were cleared, under the parameters' names.</summary>
    public StateDict Gradients => Accumulator.Gradients;

    /// <summary>The GHN as it is now, for predictions that nobody learns from; it shares the parameters, and changes with them.</summary>
    public HyperNetwork Current => Accumulator.Model;

    /// <summary>Where <see cref="Gradients"/> gather.</summary>
    public GradientAccumulator Accumulator { get; }

    /// <summary>
    /// A new GHN: PyTorch's default initialisation, except that embeddings are normal with the variance 1 / width, cut off at ±2,
    /// and that the last layers of the decoders have no biases and weights a fifth as large (as the reference starts GHN-3).
    /// </summary>
    /// <param name="configuration">What kind of GHN.</param>
    /// <param name="seed">What the parameters depend on.</param>
    /// <exception cref="ArgumentException">There is no such GHN.</exception>
    public static TrainableHyperNetwork Create(HyperNetworkConfiguration configuration, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new TrainableHyperNetwork(HyperNetworkCheckpoint.Create(configuration, seed));
    }

    /// <summary>A GHN that learns on from a checkpoint, which it copies as float32.</summary>
    public static TrainableHyperNetwork From(HyperNetworkCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new TrainableHyperNetwork(checkpoint.Copy());
    }

    /// <summary>Predicts all parameters of a network.</summary>
    /// <param name="tape">Where the prediction is recorded.</param>
    /// <param name="network">The network.</param>
    /// <param name="seed">What the parameters depend on that the GHN leaves to standard initialisation.</param>
    public DifferentiablePrediction Predict(Tape tape, Network network, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Predict(tape, network, ComputationalGraph.Of(network), seed);
    }

    /// <summary>Predicts all parameters of a network from its graph.</summary>
    /// <param name="tape">Where the prediction is recorded.</param>
    /// <param name="network">The network.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="seed">What the parameters depend on that the GHN leaves to standard initialisation.</param>
    public DifferentiablePrediction Predict(Tape tape, Network network, ComputationalGraph graph, ulong seed = 0) =>
        Accumulator.Predict(tape, network, graph, seed);

    /// <summary>A place for gradients beside <see cref="Gradients"/>, so that several threads can look for them at once.</summary>
    public GradientAccumulator CreateAccumulator() => new(_checkpoint);

    /// <summary>Forgets the gradients.</summary>
    public void ClearGradients()
    {
        Tensor[] gradients = [.. Gradients.Select(entry => entry.Value)];
        WorkerPool.For(gradients.Length, index => gradients[index].Values.Clear());
    }

    /// <summary>Writes the parameters and the configuration; see <see cref="HyperNetworkCheckpoint.Save"/>.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) => _checkpoint.Save(path, cancellation);

    /// <summary>Returns the memory of parameters and gradients at once.</summary>
    public void Dispose()
    {
        _checkpoint.Dispose();
        Accumulator.Dispose();
    }
}

using System.Numerics.Tensors;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.HyperNetworks;

/// <summary>
/// A GHN that learns, with gradients of its own: threads that learn from different networks at once have an accumulator each. All share
/// the GHN's parameters.
/// </summary>
public sealed class GradientAccumulator : IDisposable
{
    internal GradientAccumulator(HyperNetworkCheckpoint checkpoint)
    {
        foreach ((string name, Tensor value) in checkpoint.Tensors)
        {
            Gradients.Add(name, Tensor.Zeros(value.Shape));
        }

        Model = HyperNetwork.Learning(checkpoint, Gradients);
    }

    /// <summary>What backward passes have found and nobody has taken yet, under the names of the GHN's parameters.</summary>
    public StateDict Gradients { get; } = new();

    /// <summary>The GHN whose backward passes gather gradients here.</summary>
    internal HyperNetwork Model { get; }

    /// <summary>Predicts all parameters of a network from its graph; backward passes gather gradients in this accumulator.</summary>
    /// <param name="tape">Where the prediction is recorded.</param>
    /// <param name="network">The network.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="seed">What the parameters depend on that the GHN leaves to standard initialisation.</param>
    public DifferentiablePrediction Predict(Tape tape, Network network, ComputationalGraph graph, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(graph);
        return Model.Predict(tape, network, graph, seed);
    }

    /// <summary>Adds the gradients to others, and forgets them.</summary>
    /// <param name="sum">Where they are added: tensors of the same names and shapes.</param>
    public void FlushInto(StateDict sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        foreach ((string name, Tensor gradient) in Gradients)
        {
            Span<float> target = sum[name].Values;
            TensorPrimitives.Add(target, gradient.Values, target);
            gradient.Values.Clear();
        }
    }

    /// <summary>Returns the memory of the gradients at once.</summary>
    public void Dispose() => Gradients.Dispose();
}

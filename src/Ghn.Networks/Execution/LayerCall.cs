using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>A layer about to run: its place in the network, what it is given, and the values of its state.</summary>
/// <param name="Node">The place in the network.</param>
/// <param name="Inputs">The inputs, each with the batch as its leading dimension.</param>
/// <param name="Parameters">The network's parameters by their full names.</param>
/// <param name="Buffers">The network's buffers by their full names.</param>
/// <param name="Mode">How the network runs.</param>
internal sealed record LayerCall(
    NetworkNode Node, IReadOnlyList<Variable> Inputs, IReadOnlyDictionary<string, Variable> Parameters, StateDict Buffers,
    ExecutionMode Mode)
{
    /// <summary>The tape that the layer runs on.</summary>
    public required Tape Tape { get; init; }

    /// <summary>What is added to the layer's result; null for nothing. See <see cref="Fusion"/>.</summary>
    public Variable? Addend { get; init; }

    /// <summary>What is then done to the sum; null for nothing.</summary>
    public ActivationFunction? Function { get; init; }

    /// <summary>The first input.</summary>
    public Variable Input => Inputs[0];

    /// <summary>The number of samples.</summary>
    public int BatchSize => Input.Shape[0];

    /// <summary>The seed of the layer's own randomness.</summary>
    public ulong Seed => new RandomSource(Mode.Seed, Node.Name).NextSeed();

    /// <summary>The shape of one sample of the output. Sizes may differ from those that the network was built for.</summary>
    /// <exception cref="ArgumentException">The layer does not take such inputs.</exception>
    public Shape OutputShape() => Node.Layer.OutputShape([.. Inputs.Select(input => Shape.Create(input.Shape.Dimensions[1..]))]);

    /// <summary>A parameter of the layer.</summary>
    public Variable Parameter(string entry) => Parameters[Node.StateName(entry)];

    /// <summary>A buffer of the layer.</summary>
    public Tensor Buffer(string entry) => Buffers[Node.StateName(entry)];
}

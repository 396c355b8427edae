using Ghn.Tensors;

namespace Ghn.Networks.State;

/// <summary>An entry of a network's state dict: what it is called, its shape, and how it starts out.</summary>
/// <param name="Name">The full name, as torchvision gives it: <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Kind">Whether it is learnt.</param>
/// <param name="Initializer">How it is filled when it is not predicted.</param>
public sealed record StateSpec(string Name, Shape Shape, StateKind Kind, Initializer Initializer)
{
    /// <summary>Whether the entry is learnt, and so counts among the network's parameters.</summary>
    public bool IsParameter => Kind == StateKind.Parameter;
}

/// <summary>What an entry of a state dict is.</summary>
public enum StateKind
{
    /// <summary>Learnt, or predicted.</summary>
    Parameter,

    /// <summary>Carried along: running statistics, counters, index tables.</summary>
    Buffer,
}

using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// The order in which the reference meets operations when it walks PyTorch's backward graph from the logits, depth first.
/// It recognises a product as channel squeeze-excitation by what stands nearby in this order: a gate two places before it, a ReLU or
/// a mean three places before it, or a gate or a ReLU right after it, where products that do not count take their places, too. Which
/// products count depends on how cells are wired, and even the zeros for a missing state, a product in the reference, may; but a GHN
/// has learnt from such graphs.
/// </summary>
internal sealed class BackwardTrace
{
    private readonly List<Step> _steps = [];
    private readonly HashSet<int> _visited = [];
    private readonly HashSet<int> _excitations = [];
    private readonly HashSet<int> _squeezes;

    /// <summary>Walks a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="squeezes">Its global poolings at the head of a gate, whose maps are laid out in a row before their mean.</param>
    public BackwardTrace(Network network, HashSet<int> squeezes)
    {
        _squeezes = squeezes;
        var pending = new Stack<(int Node, bool IsDone)>(network.Outputs.Reverse().Select(output => (output, false)));
        while (pending.TryPop(out (int Node, bool IsDone) visit))
        {
            if (visit.IsDone)
            {
                _steps.Add(default);
            }
            else if (visit.Node != Network.InputNode && _visited.Add(visit.Node))
            {
                Visit(network.Nodes[visit.Node], visit.Node, pending);
            }
        }

        Decide();
    }

    private enum Kind : byte
    {
        Other,
        Relu,
        Mean,
        Gate,
        Product,
    }

    /// <summary>Whether a product, or zeros, counts as squeeze-excitation.</summary>
    public bool ShowsExcitation(int product) => _excitations.Contains(product);

    private void Visit(NetworkNode node, int index, Stack<(int Node, bool IsDone)> pending)
    {
        _steps.AddRange(Enumerable.Repeat(new Step(KindOf(node, index), index), StepCount(node)));
        if (node.Layer is Linear)
        {
            pending.Push((index, true));
        }

        foreach (int input in node.Inputs.Reverse())
        {
            pending.Push((input, false));
        }
    }

    private Kind KindOf(NetworkNode node, int index) => node.Layer switch
    {
        Activation { Function: ActivationFunction.Relu } => Kind.Relu,
        Activation
        {
            Function: ActivationFunction.Sigmoid or ActivationFunction.Hardsigmoid or ActivationFunction.Hardswish,
        }
        => Kind.Gate,
        Pointwise { Function: PointwiseFunction.Hardsigmoid } => Kind.Gate,
        AdaptiveAvgPool2d or Reduction { Function: ReductionFunction.Mean } => _squeezes.Contains(index) ? Kind.Other : Kind.Mean,
        Flatten => _squeezes.Contains(node.Inputs[0]) ? Kind.Mean : Kind.Other,
        Multiply or Zeros => Kind.Product,
        _ => Kind.Other,
    };

    /// <summary>How many records of the backward graph a layer has before those of its inputs.</summary>
    private static int StepCount(NetworkNode node) => node.Layer switch
    {
        // A linear layer's weight comes after its inputs, because it hangs under a transposition. Tokens are reshaped before and after.
        Linear when node.OutputShape.Rank == 1 => 1,
        Linear => 3,
        Conv2d or Conv1d or ConvTranspose2d or BatchNorm2d or LayerNorm or GroupNorm
            when node.Layer.State.Any(entry => entry.Name == "bias") => 2,
        ToTokens or ToMaps => 2,

        // A slice of each dimension.
        Subsample => 4,
        ScaledDotProductAttention => 8,
        _ => 1,
    };

    private void Decide()
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            if (_steps[i].Kind == Kind.Product
                && (KindAt(i - 2) is Kind.Gate || KindAt(i - 3) is Kind.Relu or Kind.Mean || KindAt(i + 1) is Kind.Gate or Kind.Relu))
            {
                _excitations.Add(_steps[i].Node);
            }
        }
    }

    private Kind KindAt(int place) => place >= 0 && place < _steps.Count ? _steps[place].Kind : Kind.Other;

    /// <summary>A record of the backward graph.</summary>
    private readonly record struct Step(Kind Kind, int Node);
}

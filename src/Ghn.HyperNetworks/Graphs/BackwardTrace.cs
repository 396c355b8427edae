using Ghn.Networks;

namespace Ghn.HyperNetworks;

/// <summary>
/// The order in which the reference meets operations when it walks PyTorch's backward graph from the logits, depth first.
/// It recognises a product as channel squeeze-excitation by what stands nearby in this order. Where the gate is laid out as maps
/// before it multiplies, as in the cells of DeepNets-1M, the product counts only if a ReLU or a global pooling stands three places
/// before it. Which products count so depends on how cells are wired, but a GHN has learnt from graphs that were made in this way.
/// </summary>
internal sealed class BackwardTrace
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<int, int> _places = [];

    /// <summary>Walks a network.</summary>
    public BackwardTrace(Network network)
    {
        var pending = new Stack<(int Node, bool IsDone)>(network.Outputs.Reverse().Select(output => (output, false)));
        while (pending.TryPop(out (int Node, bool IsDone) visit))
        {
            if (visit.IsDone)
            {
                _steps.Add(Step.Other);
            }
            else if (visit.Node != Network.InputNode && _places.TryAdd(visit.Node, _steps.Count))
            {
                Visit(network.Nodes[visit.Node], visit.Node, pending);
            }
        }
    }

    private enum Step : byte
    {
        Other,
        Relu,
        GlobalPooling,
    }

    /// <summary>Whether a product with a gate counts as squeeze-excitation.</summary>
    public bool ShowsExcitation(int product)
    {
        int place = _places[product] - 3;
        return place >= 0 && _steps[place] is Step.Relu or Step.GlobalPooling;
    }

    private void Visit(NetworkNode node, int index, Stack<(int Node, bool IsDone)> pending)
    {
        Step step = node.Layer switch
        {
            Activation { Function: ActivationFunction.Relu } => Step.Relu,
            AdaptiveAvgPool2d => Step.GlobalPooling,
            _ => Step.Other,
        };
        _steps.AddRange(Enumerable.Repeat(step, StepCount(node)));
        if (node.Layer is Linear)
        {
            pending.Push((index, true));
        }

        foreach (int input in node.Inputs.Reverse())
        {
            pending.Push((input, false));
        }
    }

    /// <summary>How many records of the backward graph a layer has before those of its inputs.</summary>
    private static int StepCount(NetworkNode node) => node.Layer switch
    {
        // A linear layer's weight comes after its inputs, because it hangs under a transposition. Tokens are reshaped before and after.
        Linear when node.OutputShape.Rank == 1 => 1,
        Linear => 3,
        Conv2d or BatchNorm2d or LayerNorm or GroupNorm when node.Layer.State.Any(entry => entry.Name == "bias") => 2,
        ToTokens or ToMaps => 2,

        // A slice of each dimension.
        Subsample => 4,
        ScaledDotProductAttention => 8,
        Zeros => 0,
        _ => 1,
    };
}

using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// The gated graph neural network of GHN-1 and GHN-2 (GHN-2 paper, Eq. 3 and 4): one sweep through the nodes in topological order and
/// one back. A node receives what its neighbours on the near side hold, transformed by an MLP, and, with virtual edges, what
/// all nodes connected to it hold, transformed by a second MLP and divided by their distance (direct neighbours count in both sums).
/// Nodes are updated in place, so that a sweep carries what nodes know across the whole network.
/// </summary>
/// <param name="message">The MLP for real edges.</param>
/// <param name="virtualMessage">The MLP for virtual edges; null when there are none (GHN-1).</param>
/// <param name="cell">The gated recurrent unit that updates a node.</param>
internal sealed class GatedGnn(MessageMlp message, MessageMlp? virtualMessage, GatedRecurrentUnit cell) : INodeEncoder
{
    public int Cutoff => virtualMessage is null ? 1 : HyperNetworkConfiguration.VirtualEdgeCutoff;

    public Variable Encode(ComputationalGraph graph, ShortestPaths paths, Variable nodes)
    {
        GatedGnnPasses sweeps = new GatedGnnPasses(graph, paths, message, virtualMessage, cell);
        Tensor result = sweeps.Forward(nodes.Value);
        Tape tape = nodes.Tape;
        IReadOnlyList<Variable> inputs =
            [nodes, .. message.On(tape), .. virtualMessage?.On(tape) ?? [], .. cell.Input.On(tape), .. cell.State.On(tape)];
        return tape.Record(
            result, inputs, gradient => nodes.AddGradient(sweeps.Backward(gradient.Tensor)), scratch: [.. sweeps.Tensors]);
    }
}

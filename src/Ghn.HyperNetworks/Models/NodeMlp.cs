using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>The baseline of the GHN-2 paper: two layers applied to each node on its own, blind to the edges.</summary>
internal sealed class NodeMlp(Projection first, Projection second) : INodeEncoder
{
    public int Cutoff => 1;

    public void Encode(ComputationalGraph graph, ShortestPaths paths, Tensor nodes)
    {
        using Tensor hidden = first.Apply(nodes, EpilogueFunction.Relu);
        second.Apply(hidden, nodes, EpilogueFunction.Relu);
    }
}

using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>The baseline of the GHN-2 paper: two layers applied to each node on its own, blind to the edges.</summary>
internal sealed class NodeMlp(Linear first, Linear second) : INodeEncoder
{
    public int Cutoff => 1;

    public Variable Encode(ComputationalGraph graph, ShortestPaths paths, Variable nodes)
    {
        using Variable hidden = first.Apply(nodes, EpilogueFunction.Relu);
        return second.Apply(hidden, EpilogueFunction.Relu);
    }
}

using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;

namespace Ghn.Training.HyperNetworks;

/// <summary>A network that a GHN learns from, with its graph.</summary>
/// <param name="Network">The network.</param>
/// <param name="Graph">Its computational graph.</param>
public sealed record TrainingArchitecture(Network Network, ComputationalGraph Graph)
{
    /// <summary>Joins a network with its graph.</summary>
    public TrainingArchitecture(Network network)
        : this(network, ComputationalGraph.Of(network))
    {
    }
}

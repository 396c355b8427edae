using Ghn.Networks;

namespace Ghn.Training.Initializations;

/// <summary>The layers of a network that make its logits and those of its auxiliary heads.</summary>
internal static class ClassificationLayers
{
    /// <summary>The nodes of these layers: for each output, the nearest layer before it that has parameters.</summary>
    public static IReadOnlyList<NetworkNode> Of(Network network)
    {
        var layers = new List<NetworkNode>();
        foreach (int output in network.Outputs)
        {
            int index = output;
            while (index != Network.InputNode && network.Nodes[index].Layer.State.Count == 0)
            {
                index = network.Nodes[index].Inputs[0];
            }

            if (index != Network.InputNode)
            {
                layers.Add(network.Nodes[index]);
            }
        }

        return layers;
    }

    /// <summary>The full names of their parameters.</summary>
    public static IReadOnlySet<string> ParametersOf(Network network) =>
        Of(network).SelectMany(node => node.Layer.State.Select(entry => node.StateName(entry.Name))).ToHashSet(StringComparer.Ordinal);
}

using Ghn.Networks;
using Ghn.Networks.Layers;

namespace Ghn.Onnx.Lowering;

/// <summary>Finds the logits among several outputs: files have them at any place, beside features or other heads.</summary>
internal static class LogitsPlace
{
    /// <summary>
    /// The place of the first output that a linear layer gives, and that no other such output is made of; without any, the first place.
    /// </summary>
    public static int Of(Network network)
    {
        int[] linear =
        [
            .. Enumerable.Range(0, network.Outputs.Count)
                .Where(place => network.Outputs[place] != Network.InputNode && network.Nodes[network.Outputs[place]].Layer is Linear),
        ];
        return linear.FirstOrDefault(
            place => !linear.Any(other => network.Outputs[other] != network.Outputs[place]
                && IsMadeOf(network, network.Outputs[other], network.Outputs[place])),
            defaultValue: 0);
    }

    private static bool IsMadeOf(Network network, int node, int source)
    {
        bool[] isReached = new bool[network.Nodes.Count];
        isReached[source] = true;
        for (int i = source + 1; i <= node; i++)
        {
            isReached[i] = network.Nodes[i].Inputs.Any(input => input != Network.InputNode && isReached[input]);
        }

        return node > source && isReached[node];
    }
}

using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;

namespace Ghn.Training.Initializations;

/// <summary>
/// A chain of layers whose output is added to a shortcut past them. Of the two signals that an <see cref="Add"/> takes, each is
/// followed back along first inputs (a gate is a second one) until the two meet; the longer way, counted in weights, is the branch when
/// the other has at most one weight: nothing, or the projection that fits the shortcut's shape to the branch's.
/// </summary>
/// <param name="Sum">The node that adds.</param>
/// <param name="Layers">The layers of the branch, the first one first.</param>
internal sealed record ResidualBranch(NetworkNode Sum, IReadOnlyList<NetworkNode> Layers)
{
    private const int MaxShortcutWeights = 1;

    /// <summary>
    /// The number of weights along the branch: m of Fixup's paper. An attention counts two, its input and output projections.
    /// </summary>
    public int WeightCount => Layers.Sum(CountWeights);

    /// <summary>The last layer that has a weight or scales its input: a normalisation may follow the last convolution.</summary>
    public NetworkNode Last => Layers.Last(layer => layer.Layer is not LayerScale && layer.Layer.State.Count > 0);

    /// <summary>The residual branches of a network, in order.</summary>
    public static IReadOnlyList<ResidualBranch> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return
        [
            .. network.Nodes.Where(node => node.Layer is Add && node.Inputs.Count == 2)
                .Select(sum => Find(network, sum)).OfType<ResidualBranch>(),
        ];
    }

    private static ResidualBranch? Find(Network network, NetworkNode sum)
    {
        List<int> first = WayBack(network, sum.Inputs[0]);
        List<int> second = WayBack(network, sum.Inputs[1]);
        int meeting = first.First(second.Contains);
        NetworkNode[] one = LayersOn(network, first, meeting);
        NetworkNode[] other = LayersOn(network, second, meeting);
        (NetworkNode[] branch, NetworkNode[] shortcut) = one.Sum(CountWeights) >= other.Sum(CountWeights) ? (one, other) : (other, one);
        int shortcutWeights = shortcut.Sum(CountWeights);
        return shortcutWeights <= MaxShortcutWeights && branch.Sum(CountWeights) > shortcutWeights
            ? new ResidualBranch(sum, branch)
            : null;
    }

    private static List<int> WayBack(Network network, int from)
    {
        var way = new List<int> { from };
        while (way[^1] != Network.InputNode)
        {
            way.Add(network.Nodes[way[^1]].Inputs[0]);
        }

        return way;
    }

    private static NetworkNode[] LayersOn(Network network, List<int> wayBack, int end) =>
        [.. wayBack.TakeWhile(index => index != end).Reverse().Select(index => network.Nodes[index])];

    private static int CountWeights(NetworkNode node) => node.Layer switch
    {
        Conv2d or Conv1d or ConvTranspose2d or Linear => 1,
        MultiheadAttention or ShiftedWindowAttention => 2,
        _ => 0,
    };
}

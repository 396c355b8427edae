using System.Runtime.CompilerServices;

namespace Ghn.Networks;

/// <summary>
/// Which nodes of a network run as one. A batch normalisation whose result only a sum or an activation takes runs where
/// that one stands: the maps then pass through memory once instead of two or three times.
/// </summary>
internal sealed class FusionPlan
{
    private static readonly ConditionalWeakTable<Network, FusionPlan> Plans = [];

    private readonly Network _network;
    private readonly Fusion?[] _fusions;
    private readonly bool[] _isAbsorbed;

    private FusionPlan(Network network)
    {
        _network = network;
        _fusions = new Fusion?[network.Nodes.Count];
        _isAbsorbed = new bool[network.Nodes.Count];
        int?[] users = OnlyUsers(network);
        for (int i = 0; i < users.Length; i++)
        {
            if (network.Nodes[i].Layer is BatchNorm2d)
            {
                Fuse(i, users);
            }
        }
    }

    /// <summary>The plan of a network, which is made once.</summary>
    public static FusionPlan Of(Network network) => Plans.GetValue(network, static network => new FusionPlan(network));

    /// <summary>What runs in the place of a node; null for the node itself.</summary>
    public Fusion? At(int node) => _fusions[node];

    /// <summary>Whether a node runs as a part of a later one.</summary>
    public bool IsAbsorbed(int node) => _isAbsorbed[node];

    /// <summary>The node that takes each node's value, where it is a single one and the network does not return the value.</summary>
    private static int?[] OnlyUsers(Network network)
    {
        var users = new List<int>[network.Nodes.Count];
        for (int i = 0; i < users.Length; i++)
        {
            users[i] = [];
            foreach (int input in network.Nodes[i].Inputs)
            {
                if (input != Network.InputNode)
                {
                    users[input].Add(i);
                }
            }
        }

        return [.. users.Select((list, node) => list.Count == 1 && !network.Outputs.Contains(node) ? list[0] : (int?)null)];
    }

    private void Fuse(int normalization, int?[] users)
    {
        int last = normalization;
        int? addend = null;
        ActivationFunction? function = null;
        if (users[last] is { } sum && AddendOf(sum, last) is { } other && _fusions[sum] is null && !_isAbsorbed[sum])
        {
            (last, addend) = (sum, other);
        }

        // After a sum, only the slope of this function is known from its value.
        if (users[last] is { } next && _network.Nodes[next].Layer is Activation activation
            && (addend is null || activation.Function == ActivationFunction.Relu))
        {
            if (last != normalization)
            {
                _isAbsorbed[last] = true;
            }

            (last, function) = (next, activation.Function);
        }

        if (last != normalization)
        {
            _isAbsorbed[normalization] = true;
            _fusions[last] = new Fusion(normalization, addend, function);
        }
    }

    /// <summary>What else a node adds to a value, if it is the sum of two nodes.</summary>
    private int? AddendOf(int node, int value) =>
        _network.Nodes[node] is { Layer: Add, Inputs: [var first, var second] } && first != second
            && (first == value ? second : first) is var other && other != Network.InputNode
            ? other
            : null;
}

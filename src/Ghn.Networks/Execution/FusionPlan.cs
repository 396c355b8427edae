using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;

namespace Ghn.Networks.Execution;

/// <summary>
/// Which nodes of a network run as one. A batch normalisation whose result only a sum or an activation takes runs where
/// that one stands: the maps then pass through memory once instead of two or three times. A linear layer before a GELU
/// hands it to the matrix product.
/// </summary>
internal sealed class FusionPlan
{
    private static readonly ConditionalWeakTable<Network, FusionPlan> Plans = [];

    private readonly Network _network;
    private readonly Fusion?[] _fusions;
    private readonly bool[] _isAbsorbed;
    private readonly bool[] _dependsOnInput;

    private FusionPlan(Network network)
    {
        _network = network;
        _fusions = new Fusion?[network.Nodes.Count];
        _isAbsorbed = new bool[network.Nodes.Count];
        _dependsOnInput = new bool[network.Nodes.Count];
        for (int i = 0; i < _dependsOnInput.Length; i++)
        {
            _dependsOnInput[i] = network.Nodes[i].Inputs.Any(input => input == Network.InputNode || _dependsOnInput[input]);
        }

        int?[] users = OnlyUsers(network);
        for (int i = 0; i < users.Length; i++)
        {
            switch (network.Nodes[i].Layer)
            {
                case BatchNorm2d:
                    FuseNormalization(i, users);
                    break;
                case Linear when FunctionOf(users[i]) == ActivationFunction.Gelu:
                    Fuse(i, users[i]!.Value, addend: null, ActivationFunction.Gelu);
                    break;
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

    private void FuseNormalization(int normalization, int?[] users)
    {
        int last = normalization;
        int? addend = null;
        ActivationFunction? function = null;
        if (users[last] is { } sum && AddendOf(sum, last) is { } other && _fusions[sum] is null && !_isAbsorbed[sum])
        {
            (last, addend) = (sum, other);
        }

        // After a sum, only the slope of this function is known from its value.
        if (FunctionOf(users[last]) is { } known && (addend is null || known == ActivationFunction.Relu))
        {
            _isAbsorbed[last] = true;
            (last, function) = (users[last]!.Value, known);
        }

        if (last != normalization)
        {
            Fuse(normalization, last, addend, function);
        }
    }

    private void Fuse(int node, int last, int? addend, ActivationFunction? function)
    {
        _isAbsorbed[node] = true;
        _fusions[last] = new Fusion(node, addend, function);
    }

    private ActivationFunction? FunctionOf(int? node) => node is { } index ? (_network.Nodes[index].Layer as Activation)?.Function : null;

    /// <summary>What else a node adds to a value, if it is the sum of two nodes of one shape, each with a value for every sample.</summary>
    private int? AddendOf(int node, int value) =>
        _network.Nodes[node] is { Layer: Add, Inputs: [var first, var second] } && first != second
            && (first == value ? second : first) is var other && other != Network.InputNode && _dependsOnInput[other]
            && _network.Nodes[other].OutputShape == _network.Nodes[value].OutputShape
            ? other
            : null;
}

using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Networks;

/// <summary>
/// An architecture as data: an immutable, directed acyclic graph of layers, in an order in which every node
/// comes after its inputs. The zoo, importers and your own <see cref="NetworkBuilder"/> code all produce this value;
/// drawing, counting, predicting weights and running start from it.
/// </summary>
public sealed class Network
{
    /// <summary>The index that stands for the network's input among a node's inputs.</summary>
    public const int InputNode = -1;

    private readonly Lazy<bool[]> _isLive;

    internal Network(
        string name, Shape inputShape, IReadOnlyList<NetworkNode> nodes, IReadOnlyList<int> outputs, IReadOnlyList<StateSpec> state)
    {
        Name = name;
        InputShape = inputShape;
        Nodes = nodes;
        Outputs = outputs;
        State = state;
        Parameters = [.. state.Where(entry => entry.IsParameter)];
        _isLive = new Lazy<bool[]>(FindLiveNodes);
    }

    /// <summary>The name of the architecture: <c>resnet50</c>.</summary>
    public string Name { get; }

    /// <summary>The shape of one input: (channels, height, width).</summary>
    public Shape InputShape { get; }

    /// <summary>The operations, each after its inputs.</summary>
    public IReadOnlyList<NetworkNode> Nodes { get; }

    /// <summary>The nodes whose outputs the network returns; the first gives the logits, others are auxiliary heads.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Everything in the state dict, parameters and buffers, in PyTorch's order.</summary>
    public IReadOnlyList<StateSpec> State { get; }

    /// <summary>The parameters, in PyTorch's order.</summary>
    public IReadOnlyList<StateSpec> Parameters { get; }

    /// <summary>The number of learnt values.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Shape.ElementCount);

    /// <summary>The number of classes: that of the logits, or of their maps where each position has some.</summary>
    public int ClassCount => Nodes[Outputs[0]].OutputShape[0];

    /// <summary>For each node, whether an output depends on it; the others never run.</summary>
    public IReadOnlyList<bool> IsLive => _isLive.Value;

    /// <summary>Fresh values for the whole state dict: each entry by its own initialiser, all from one seed.</summary>
    public StateDict Initialize(ulong seed = 0)
    {
        var values = new StateDict();
        foreach (StateSpec entry in State)
        {
            values.Add(entry.Name, entry.Initializer.Create(entry.Shape, new RandomSource(seed, entry.Name)));
        }

        return values;
    }

    /// <summary>The same network with its state dict in another order.</summary>
    /// <param name="state">All entries of <see cref="State"/>.</param>
    /// <exception cref="ArgumentException">They are not all, or others.</exception>
    public Network WithStateOrder(IReadOnlyList<StateSpec> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Count == State.Count && State.ToHashSet().SetEquals(state)
            ? new Network(Name, InputShape, Nodes, Outputs, state)
            : throw new ArgumentException($"The entries are not those of {PrintableText.OfName(Name)}.", nameof(state));
    }

    /// <summary>The same function without the nodes that no output depends on, and without their state.</summary>
    public Network WithoutDeadBranches()
    {
        var places = new Dictionary<int, int> { [InputNode] = InputNode };
        var nodes = new List<NetworkNode>();
        for (int i = 0; i < Nodes.Count; i++)
        {
            if (IsLive[i])
            {
                places[i] = nodes.Count;
                nodes.Add(Nodes[i] with { Inputs = [.. Nodes[i].Inputs.Select(input => places[input])] });
            }
        }

        var names = nodes
            .SelectMany(node => node.Layer.State.Select(entry => node.StateName(entry.Name)))
            .ToHashSet(StringComparer.Ordinal);
        return new Network(
            Name, InputShape, nodes, [.. Outputs.Select(output => places[output])], [.. State.Where(entry => names.Contains(entry.Name))]);
    }

    /// <summary>The network as it is used rather than trained: it returns the logits alone, and has no auxiliary heads.</summary>
    public Network WithoutAuxiliaryHeads() =>
        new Network(Name, InputShape, Nodes, [Outputs[0]], State).WithoutDeadBranches();

    private bool[] FindLiveNodes()
    {
        bool[] isLive = new bool[Nodes.Count];
        foreach (int output in Outputs)
        {
            isLive[output] = true;
        }

        for (int i = isLive.Length - 1; i >= 0; i--)
        {
            foreach (int input in isLive[i] ? Nodes[i].Inputs : [])
            {
                if (input != InputNode)
                {
                    isLive[input] = true;
                }
            }
        }

        return isLive;
    }
}

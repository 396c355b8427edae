using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// Turns a network into its computational graph, in one pass over its layers, each of which <see cref="GraphRules"/> has a rule for.
/// Layers that no output depends on leave no trace.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly Network _network;
    private readonly List<DraftNode> _drafts = [];

    /// <summary>For each layer, the nodes that its output comes from.</summary>
    private readonly int[][] _sources;

    private readonly HashSet<int> _squeezes;
    private readonly bool _hasGate;
    private readonly Lazy<BackwardTrace> _trace;

    public GraphBuilder(Network network)
    {
        _network = network;
        _sources = new int[network.Nodes.Count][];
        NetworkNode[] excitations = [.. network.Nodes.Where((node, i) => network.IsLive[i] && Gate(node) is not null)];
        _squeezes = [.. excitations.Select(node => Squeeze(node.Inputs[1])).OfType<int>()];
        _hasGate = excitations.Length > 0;
        _trace = new Lazy<BackwardTrace>(() => new BackwardTrace(network, _squeezes));
    }

    public ComputationalGraph Graph()
    {
        Append(Primitive.Input, InputTransform.IsIn(_network) ? $"input, {InputTransform.Name}" : "input", null, null, []);
        for (int i = 0; i < _network.Nodes.Count; i++)
        {
            NetworkNode node = _network.Nodes[i];
            _sources[i] = _network.IsLive[i]
                ? GraphRules.Expand(this, new LayerPlace(i, node, [.. node.Inputs.SelectMany(SourcesOf).Distinct()]))
                : [];
        }

        return TopologicalOrder.Arrange(_drafts, SourcesOf(_network.Outputs[0])[^1]);
    }

    /// <summary>A weight, and the bias after it, if there is one.</summary>
    public int[] Weight(NetworkNode node, Primitive primitive, string weight, string bias, int[] inputs)
    {
        int[] output = Parameter(node, primitive, weight, inputs);
        return Has(node, bias) ? Parameter(node, Primitive.Bias, bias, output) : output;
    }

    /// <summary>
    /// Papers and reference know only normalisations with a scale and a shift; one without is a node without a parameter, one with a scale
    /// alone a node of that.
    /// </summary>
    public int[] Normalization(NetworkNode node, Primitive primitive, int[] inputs)
    {
        if (!Has(node, "weight"))
        {
            return Operation(node, primitive, null, inputs);
        }

        int[] output = Parameter(node, primitive, "weight", inputs);
        _drafts[output[0]] = _drafts[output[0]] with { ShiftParameter = Has(node, "bias") ? node.StateName("bias") : null };
        return output;
    }

    /// <summary>Attention between two linear maps.</summary>
    public int[] Attention(NetworkNode node, string inWeight, string inBias, string outWeight, string outBias, int[] inputs)
    {
        int[] projected = Weight(node, Primitive.Conv, inWeight, inBias, inputs);
        int[] attended = Operation(node, Primitive.Msa, null, projected);
        return Weight(node, Primitive.Conv, outWeight, outBias, attended);
    }

    /// <summary>A node without predecessors, and its sum with what flows in.</summary>
    public int[] PositionalEncoding(NetworkNode node, Shape shape, int[] inputs)
    {
        string name = node.StateName(node.Layer.State[0].Name);
        int[] encoding = Append(Primitive.PosEnc, name, shape, name, inputs);
        _drafts[encoding[0]] = _drafts[encoding[0]] with { IsRoot = true };
        return Operation(node, Primitive.Sum, null, [.. inputs, .. encoding]);
    }

    private static bool Has(NetworkNode node, string entry) => node.Layer.State.Any(state => state.Name == entry);

    private int[] Parameter(NetworkNode node, Primitive primitive, string entry, int[] inputs)
    {
        string name = node.StateName(entry);
        return Append(primitive, name, SizesOf(primitive, node.LearntShape(entry)), name, inputs);
    }

    /// <summary>
    /// The sizes that a GHN sees of a parameter: kernels of one dimension as a row, the scales of a normalisation in a row, whatever
    /// dimensions they belong to.
    /// </summary>
    private static Shape SizesOf(Primitive primitive, Shape shape) => (primitive, shape.Rank) switch
    {
        (Primitive.Ln, > 1) => [(int)shape.ElementCount],
        (Primitive.Conv or Primitive.SepConv or Primitive.DilConv, 3) => [shape[0], shape[1], 1, shape[2]],
        _ => shape,
    };

    /// <summary>A node without a parameter.</summary>
    public int[] Operation(NetworkNode node, Primitive primitive, Shape? shape, int[] inputs) =>
        Append(primitive, node.Name, shape, null, inputs);

    private int[] Append(Primitive primitive, string name, Shape? shape, string? parameter, int[] inputs)
    {
        _drafts.Add(new DraftNode(primitive, name, shape, parameter, inputs));
        return [_drafts.Count - 1];
    }

    /// <summary>The nodes that the output of a layer comes from.</summary>
    public int[] SourcesOf(int node) => node == Network.InputNode ? [0] : _sources[node];

    /// <summary>What a node multiplies with, if that comes out of a gate function, be it laid out as maps of one position.</summary>
    private NetworkNode? Gate(NetworkNode node)
    {
        NetworkNode? factor = node.Layer is Multiply ? Source(node, 1) : null;
        NetworkNode? gate = factor?.Layer is Unflatten ? Source(factor, 0) : factor;
        return gate is not null && IsGate(gate.Layer) ? factor : null;
    }

    /// <summary>Whether a pooling squeezes the input of a gate.</summary>
    public bool IsSqueeze(int index) => _squeezes.Contains(index);

    private static bool IsGate(Layer layer) => layer is Pointwise { Function: PointwiseFunction.Hardsigmoid } or Activation
    {
        Function: ActivationFunction.Sigmoid or ActivationFunction.Hardsigmoid or ActivationFunction.Hardswish,
    };

    /// <summary>The window of a reduction over all positions of feature maps, or over all tokens; null for any other.</summary>
    public Shape? PositionsOf(NetworkNode node, Reduction reduction)
    {
        Shape input = node.Inputs[0] == Network.InputNode ? _network.InputShape : _network.Nodes[node.Inputs[0]].OutputShape;
        int[] axes = [.. reduction.Axes.Order()];
        return (input.Rank, axes) switch
        {
            (3, [1, 2]) => [1, 1, input[1], input[2]],
            (2, [0]) => [1, 1, input[0], 1],
            _ => null,
        };
    }

    /// <summary>Whether a value is products of two signals, be they scaled, added to, rearranged, or mixed by a linear map.</summary>
    /// <param name="value">The node that gives the value.</param>
    /// <param name="steps">How many layers may have been applied to the products.</param>
    /// <param name="linears">How many of them may be linear maps.</param>
    public bool IsOfProducts(int value, int steps = 8, int linears = 1)
    {
        if (value == Network.InputNode || steps == 0)
        {
            return false;
        }

        NetworkNode node = _network.Nodes[value];
        return node.Layer switch
        {
            MatrixProduct => true,
            Linear => linears > 0 && IsOfProducts(node.Inputs[0], steps - 1, linears - 1),
            Add or Multiply or FrozenAffine or LayerScale or GatherElements or Permute or ToTokens or ToMaps or Arithmetic =>
                node.Inputs.Any(input => IsOfProducts(input, steps - 1, linears)),
            _ => false,
        };
    }

    private NetworkNode? Source(NetworkNode node, int input) =>
        node.Inputs[input] == Network.InputNode ? null : _network.Nodes[node.Inputs[input]];

    /// <summary>
    /// Whether a sum or concatenation joins several layers that come from nodes and, where some of these are transparent, several nodes.
    /// </summary>
    public bool Joins(NetworkNode node, int[] inputs) =>
        inputs.Length > 1 && node.Inputs.Distinct().Count(input => SourcesOf(input).Length > 0) > 1;

    /// <summary>Whether a product, or the zeros that stand for one, is channel squeeze-excitation.</summary>
    public bool IsExcitation(int index, NetworkNode node) => node.Layer is Zeros
        ? _hasGate && _trace.Value.ShowsExcitation(index)
        : Gate(node) is { } gate && (IsGate(gate.Layer) || _trace.Value.ShowsExcitation(index));

    /// <summary>The global pooling at the head of the branch that ends in a gate, if there is one.</summary>
    private int? Squeeze(int gate)
    {
        for (int i = gate; i != Network.InputNode; i = _network.Nodes[i].Inputs[0])
        {
            NetworkNode node = _network.Nodes[i];
            bool isPool = node.Layer is AdaptiveAvgPool2d or Reduction { Function: ReductionFunction.Mean };
            if (isPool || node.Inputs.Count != 1)
            {
                return isPool ? i : null;
            }
        }

        return null;
    }
}

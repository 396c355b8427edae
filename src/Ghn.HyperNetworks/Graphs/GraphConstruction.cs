using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// Turns a network into its computational graph, in one pass over its layers. Each layer either becomes a chain of primitives
/// (a convolution: weight, then bias; attention: weight, bias, softmax, weight, bias) or is transparent: what flows into it is seen
/// by its successors. The rules are the reference's, which reads them off a traced backward pass:
/// <list type="bullet">
/// <item>a sum or concatenation counts if it joins at least two different nodes;</item>
/// <item>a product counts as channel squeeze-excitation if one factor comes out of a sigmoid or its piecewise-linear kin
/// (for the cells of DeepNets-1M see <see cref="BackwardTrace"/>, too);</item>
/// <item>group and instance normalisation count as layer normalisation, because they too use a sample's own statistics
/// (a rule of ours: the reference has neither);</item>
/// <item>the global pooling that squeezes the input of such a gate does not count;</item>
/// <item>differences, maxima, minima and means of several signals count as sums; quotients, like products that are no gate, do not count
/// (rules of ours);</item>
/// <item>a reduction of all positions to their mean counts as global pooling, to their maximum as maximum pooling (rules of ours);</item>
/// <item>a positional embedding is a node without predecessors, followed by a sum;</item>
/// <item>attention in parts is a node for its softmax: one of products of two signals, be they scaled, added to, or mixed by one linear map
/// first (the reference takes it from the softmax, too); the products themselves are transparent;</item>
/// <item>learnt tensors that are no weights, such as tokens and biases of attention, leave no trace (the reference's rule for class
/// tokens);</item>
/// <item>an operation that is unknown is transparent, or a sum if it joins several nodes, which is what a GHN knows of joining;</item>
/// <item>layers that no output depends on leave no trace.</item>
/// </list>
/// </summary>
internal sealed class GraphConstruction
{
    private readonly Network _network;
    private readonly List<DraftNode> _drafts = [];

    /// <summary>For each layer, the nodes that its output comes from.</summary>
    private readonly int[][] _sources;

    private readonly HashSet<int> _squeezes;
    private readonly bool _hasGate;
    private readonly Lazy<BackwardTrace> _trace;

    public GraphConstruction(Network network)
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
            _sources[i] = _network.IsLive[i] ? Expand(i, node, [.. node.Inputs.SelectMany(SourcesOf).Distinct()]) : [];
        }

        return TopologicalOrder.Arrange(_drafts, SourcesOf(_network.Outputs[0])[^1]);
    }

    private int[] Expand(int index, NetworkNode node, int[] inputs) => node.Layer switch
    {
        Conv2d layer => Weight(node, ConvolutionPrimitive(layer.Groups, layer.Dilation), "weight", "bias", inputs),
        Conv1d layer => Weight(node, ConvolutionPrimitive(layer.Groups, layer.Dilation), "weight", "bias", inputs),
        ConvTranspose2d layer => Weight(node, ConvolutionPrimitive(layer.Groups, layer.Dilation), "weight", "bias", inputs),
        Linear => Weight(node, Primitive.Conv, "weight", "bias", inputs),
        BatchNorm2d => Normalization(node, Primitive.Bn, inputs),
        LayerNorm or GroupNorm or RmsNorm => Normalization(node, Primitive.Ln, inputs),
        MaxPool2d pool => Operation(node, Primitive.MaxPool, Window(pool.Kernel), inputs),
        AvgPool2d pool => Operation(node, Primitive.AvgPool, Window(pool.Kernel), inputs),
        AdaptiveAvgPool2d when !_squeezes.Contains(index) => Operation(node, Primitive.GlobAvg, null, inputs),
        Opaque when inputs.Length > 1 => Operation(node, Primitive.Sum, null, inputs),
        Add when Joins(node, inputs) => Operation(node, Primitive.Sum, null, inputs),
        Arithmetic { Function: not SignalFunction.Divide } when Joins(node, inputs) => Operation(node, Primitive.Sum, null, inputs),
        Reduction { Function: ReductionFunction.Mean } mean when PositionsOf(node, mean) is not null && !_squeezes.Contains(index) =>
            Operation(node, Primitive.GlobAvg, null, inputs),
        Reduction { Function: ReductionFunction.Max } reduction when PositionsOf(node, reduction) is { } window =>
            Operation(node, Primitive.MaxPool, window, inputs),
        Concat when Joins(node, inputs) => Operation(node, Primitive.Concat, null, inputs),
        MultiheadAttention => Attention(node, "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias", inputs),
        ShiftedWindowAttention => Attention(node, "qkv.weight", "qkv.bias", "proj.weight", "proj.bias", inputs),
        ScaledDotProductAttention => Operation(node, Primitive.Msa, null, inputs),
        Networks.Layers.Softmax when IsOfProducts(node.Inputs[0]) => Operation(node, Primitive.Msa, null, inputs),
        ForEachSample => SourcesOf(node.Inputs[0]),
        PositionalEmbedding => PositionalEncoding(node, SquareOf(node.Layer.State[0].Shape), inputs),
        PositionalMaps => PositionalEncoding(node, node.Layer.State[0].Shape, inputs),
        Multiply or Zeros when IsExcitation(index, node) => Operation(node, Primitive.Cse, null, inputs),
        _ => inputs,
    };

    private int[] Weight(NetworkNode node, Primitive primitive, string weight, string bias, int[] inputs)
    {
        int[] output = Parameter(node, primitive, weight, inputs);
        return Has(node, bias) ? Parameter(node, Primitive.Bias, bias, output) : output;
    }

    /// <summary>
    /// Papers and reference know only normalisations with a scale and a shift; one without is a node without a parameter, one with a scale
    /// alone a node of that.
    /// </summary>
    private int[] Normalization(NetworkNode node, Primitive primitive, int[] inputs)
    {
        if (!Has(node, "weight"))
        {
            return Operation(node, primitive, null, inputs);
        }

        int[] output = Parameter(node, primitive, "weight", inputs);
        _drafts[output[0]] = _drafts[output[0]] with { ShiftParameter = Has(node, "bias") ? node.StateName("bias") : null };
        return output;
    }

    private int[] Attention(NetworkNode node, string inWeight, string inBias, string outWeight, string outBias, int[] inputs)
    {
        int[] projected = Weight(node, Primitive.Conv, inWeight, inBias, inputs);
        int[] attended = Operation(node, Primitive.Msa, null, projected);
        return Weight(node, Primitive.Conv, outWeight, outBias, attended);
    }

    private int[] PositionalEncoding(NetworkNode node, Shape shape, int[] inputs)
    {
        string name = node.StateName(node.Layer.State[0].Name);
        int[] encoding = Append(Primitive.PosEnc, name, shape, name, inputs);
        _drafts[encoding[0]] = _drafts[encoding[0]] with { IsRoot = true };
        return Operation(node, Primitive.Sum, null, [.. inputs, .. encoding]);
    }

    /// <summary>The vectors of a sequence, but for what does not fit, as feature maps.</summary>
    private static Shape SquareOf(Shape table)
    {
        int side = (int)Math.Sqrt(table[1]);
        return [1, table[2], side, side];
    }

    private static bool Has(NetworkNode node, string entry) => node.Layer.State.Any(state => state.Name == entry);

    private int[] Parameter(NetworkNode node, Primitive primitive, string entry, int[] inputs)
    {
        string name = node.StateName(entry);
        Shape shape = node.Layer.State.First(state => state.Name == entry).Shape;
        return Append(primitive, name, SizesOf(primitive, shape), name, inputs);
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

    private int[] Operation(NetworkNode node, Primitive primitive, Shape? shape, int[] inputs) =>
        Append(primitive, node.Name, shape, null, inputs);

    private int[] Append(Primitive primitive, string name, Shape? shape, string? parameter, int[] inputs)
    {
        _drafts.Add(new DraftNode(primitive, name, shape, parameter, inputs));
        return [_drafts.Count - 1];
    }

    private int[] SourcesOf(int node) => node == Network.InputNode ? [0] : _sources[node];

    private static Shape Window(Size2d kernel) => [1, 1, kernel.Height, kernel.Width];

    private static Primitive ConvolutionPrimitive(int groups, Size2d dilation) =>
        groups == 1 ? Primitive.Conv : dilation is { Height: > 1, Width: > 1 } ? Primitive.DilConv : Primitive.SepConv;

    /// <summary>What a node multiplies with, if that comes out of a gate function, be it laid out as maps of one position.</summary>
    private NetworkNode? Gate(NetworkNode node)
    {
        NetworkNode? factor = node.Layer is Multiply ? Source(node, 1) : null;
        NetworkNode? gate = factor?.Layer is Unflatten ? Source(factor, 0) : factor;
        return gate is not null && IsGate(gate.Layer) ? factor : null;
    }

    private static bool IsGate(Layer layer) => layer is Pointwise { Function: PointwiseFunction.Hardsigmoid } or Activation
    {
        Function: ActivationFunction.Sigmoid or ActivationFunction.Hardsigmoid or ActivationFunction.Hardswish,
    };

    /// <summary>The window of a reduction over all positions of feature maps, or over all tokens; null for any other.</summary>
    private Shape? PositionsOf(NetworkNode node, Reduction reduction)
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
    private bool IsOfProducts(int value, int steps = 8, int linears = 1)
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
            Add or Multiply or ChannelAffine or LayerScale or Rearrangement or Permute or ToTokens or ToMaps or Arithmetic =>
                node.Inputs.Any(input => IsOfProducts(input, steps - 1, linears)),
            _ => false,
        };
    }

    private NetworkNode? Source(NetworkNode node, int input) =>
        node.Inputs[input] == Network.InputNode ? null : _network.Nodes[node.Inputs[input]];

    /// <summary>
    /// Whether a sum or concatenation joins several layers that come from nodes and, where some of these are transparent, several nodes.
    /// </summary>
    private bool Joins(NetworkNode node, int[] inputs) =>
        inputs.Length > 1 && node.Inputs.Distinct().Count(input => SourcesOf(input).Length > 0) > 1;

    private bool IsExcitation(int index, NetworkNode node) => node.Layer is Zeros
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

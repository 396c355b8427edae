using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// What a graph shows of each layer: it either becomes a chain of primitives
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
/// <item>an operation that is unknown is transparent, or a sum if it joins several nodes, which is what a GHN knows of joining.</item>
/// </list>
/// </summary>
internal static class GraphRules
{
    private static readonly Dictionary<Type, Rule> Rules = new()
    {
        [typeof(Conv2d)] = Of<Conv2d>((graph, place, layer) => graph.Weight(place, Convolution(layer.Groups, layer.Dilation))),
        [typeof(Conv1d)] = Of<Conv1d>((graph, place, layer) => graph.Weight(place, Convolution(layer.Groups, layer.Dilation))),
        [typeof(ConvTranspose2d)] =
            Of<ConvTranspose2d>((graph, place, layer) => graph.Weight(place, Convolution(layer.Groups, layer.Dilation))),
        [typeof(Linear)] = (graph, place) => graph.Weight(place, Primitive.Conv),
        [typeof(BatchNorm2d)] = (graph, place) => graph.Normalization(place.Node, Primitive.Bn, place.Inputs),
        [typeof(LayerNorm)] = LayerNormalization,
        [typeof(GroupNorm)] = LayerNormalization,
        [typeof(RmsNorm)] = LayerNormalization,
        [typeof(MaxPool2d)] = Of<MaxPool2d>((graph, place, layer) => graph.Operation(place, Primitive.MaxPool, Window(layer.Kernel))),
        [typeof(AvgPool2d)] = Of<AvgPool2d>((graph, place, layer) => graph.Operation(place, Primitive.AvgPool, Window(layer.Kernel))),
        [typeof(AdaptiveAvgPool2d)] = (graph, place) =>
            graph.IsSqueeze(place.Index) ? place.Inputs : graph.Operation(place, Primitive.GlobAvg),
        [typeof(Reduction)] = Of<Reduction>(Reduce),
        [typeof(UnknownLayer)] = (graph, place) => place.Inputs.Length > 1 ? graph.Operation(place, Primitive.Sum) : place.Inputs,
        [typeof(Add)] = (graph, place) => Join(graph, place, Primitive.Sum),
        [typeof(Arithmetic)] = Of<Arithmetic>((graph, place, layer) =>
            layer.Function == SignalFunction.Divide ? place.Inputs : Join(graph, place, Primitive.Sum)),
        [typeof(Concat)] = (graph, place) => Join(graph, place, Primitive.Concat),
        [typeof(Multiply)] = Excitation,
        [typeof(Zeros)] = Excitation,
        [typeof(MultiheadAttention)] = (graph, place) =>
            graph.Attention(place.Node, "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias", place.Inputs),
        [typeof(ShiftedWindowAttention)] = (graph, place) =>
            graph.Attention(place.Node, "qkv.weight", "qkv.bias", "proj.weight", "proj.bias", place.Inputs),
        [typeof(ScaledDotProductAttention)] = (graph, place) => graph.Operation(place, Primitive.Msa),
        [typeof(Softmax)] = (graph, place) =>
            graph.IsOfProducts(place.Node.Inputs[0]) ? graph.Operation(place, Primitive.Msa) : place.Inputs,
        [typeof(PositionalEmbedding)] = (graph, place) =>
            graph.PositionalEncoding(place.Node, SquareOf(place.Node.Layer.State[0].Shape), place.Inputs),
        [typeof(PositionalMaps)] = (graph, place) =>
            graph.PositionalEncoding(place.Node, place.Node.Layer.State[0].Shape, place.Inputs),
        [typeof(ForEachSample)] = (graph, place) => graph.SourcesOf(place.Node.Inputs[0]),
    };

    private static readonly HashSet<Type> Transparent =
    [
        typeof(Activation), typeof(Pointwise), typeof(LeakyRelu), typeof(Elu), typeof(Celu), typeof(PRelu),
        typeof(LocalResponseNorm), typeof(FrozenAffine), typeof(LayerScale), typeof(ChannelSlice), typeof(ChannelShuffle),
        typeof(MatrixProduct), typeof(Flatten), typeof(Unflatten), typeof(Permute), typeof(GatherElements), typeof(Subsample),
        typeof(Interpolate), typeof(Dropout), typeof(StochasticDepth), typeof(ToTokens), typeof(ToMaps), typeof(ClassToken),
        typeof(SelectToken), typeof(PatchMerging), typeof(LearntTensor), typeof(FixedTensor),
    ];

    private delegate int[] Rule(GraphBuilder graph, LayerPlace place);

    /// <summary>The types of layers that a rule is known for; a rule may be that nothing is seen of them.</summary>
    public static IEnumerable<Type> Layers => Rules.Keys.Concat(Transparent);

    /// <summary>Appends what is seen of a layer to a graph.</summary>
    /// <returns>The nodes that its output comes from.</returns>
    public static int[] Expand(GraphBuilder graph, LayerPlace place) =>
        Rules.TryGetValue(place.Node.Layer.GetType(), out Rule? rule) ? rule(graph, place) : place.Inputs;

    private static Rule Of<TLayer>(Func<GraphBuilder, LayerPlace, TLayer, int[]> rule)
        where TLayer : Layer => (graph, place) => rule(graph, place, (TLayer)place.Node.Layer);

    private static int[] Weight(this GraphBuilder graph, LayerPlace place, Primitive primitive) =>
        graph.Weight(place.Node, primitive, "weight", "bias", place.Inputs);

    private static int[] Operation(this GraphBuilder graph, LayerPlace place, Primitive primitive, Shape? shape = null) =>
        graph.Operation(place.Node, primitive, shape, place.Inputs);

    private static int[] LayerNormalization(GraphBuilder graph, LayerPlace place) =>
        graph.Normalization(place.Node, Primitive.Ln, place.Inputs);

    private static int[] Join(GraphBuilder graph, LayerPlace place, Primitive primitive) =>
        graph.Joins(place.Node, place.Inputs) ? graph.Operation(place, primitive) : place.Inputs;

    private static int[] Excitation(GraphBuilder graph, LayerPlace place) =>
        graph.IsExcitation(place.Index, place.Node) ? graph.Operation(place, Primitive.Cse) : place.Inputs;

    private static int[] Reduce(GraphBuilder graph, LayerPlace place, Reduction layer)
    {
        Shape? window = graph.PositionsOf(place.Node, layer);
        return (layer.Function, window) switch
        {
            (ReductionFunction.Mean, { }) when !graph.IsSqueeze(place.Index) => graph.Operation(place, Primitive.GlobAvg),
            (ReductionFunction.Max, { }) => graph.Operation(place, Primitive.MaxPool, window),
            _ => place.Inputs,
        };
    }

    /// <summary>The vectors of a sequence, but for what does not fit, as feature maps.</summary>
    private static Shape SquareOf(Shape table)
    {
        int side = (int)Math.Sqrt(table[1]);
        return [1, table[2], side, side];
    }

    private static Shape Window(Size2d kernel) => [1, 1, kernel.Height, kernel.Width];

    private static Primitive Convolution(int groups, Size2d dilation) =>
        groups == 1 ? Primitive.Conv : dilation is { Height: > 1, Width: > 1 } ? Primitive.DilConv : Primitive.SepConv;
}

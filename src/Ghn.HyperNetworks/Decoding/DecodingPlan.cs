using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// Decides for each entry of a network's state dict where it comes from, and allocates it. An entry is predicted if a node of the
/// computational graph stands for it and the decoders have a form for it; everything else starts as it would without a GHN.
/// </summary>
internal sealed class DecodingPlan : IDisposable
{
    private readonly HyperNetworkConfiguration _configuration;
    private readonly ComputationalGraph _graph;
    private readonly bool _hasClassifier;
    private readonly Dictionary<string, GraphNode> _weightNodes;
    private readonly Dictionary<string, GraphNode> _shiftNodes;
    private readonly PredictionOptions _options;

    public DecodingPlan(Network network, ComputationalGraph graph, HyperNetworkConfiguration configuration, PredictionOptions options)
    {
        _configuration = configuration;
        _options = options;
        _graph = graph;
        _hasClassifier = HasClassifier(network, graph);
        _weightNodes = graph.Nodes.Where(node => node.Parameter is not null)
            .DistinctBy(node => node.Parameter)
            .ToDictionary(node => node.Parameter!, StringComparer.Ordinal);
        _shiftNodes = graph.Nodes.Where(node => node.ShiftParameter is not null)
            .DistinctBy(node => node.ShiftParameter)
            .ToDictionary(node => node.ShiftParameter!, StringComparer.Ordinal);
        foreach (StateSpec entry in network.State)
        {
            Plan(entry);
        }
    }

    /// <summary>The state dict, whose predicted entries are still undefined.</summary>
    public StateDict State { get; } = new();

    /// <summary>The account of all entries.</summary>
    public List<PredictedParameter> Parameters { get; } = [];

    /// <summary>The weights to decode, but for the classifier's.</summary>
    public List<WeightTarget> Weights { get; } = [];

    /// <summary>The one-dimensional parameters to decode.</summary>
    public List<VectorTarget> Vectors { get; } = [];

    /// <summary>The classifier's weight, its name and its node, if it is to be decoded.</summary>
    public (string Name, Tensor Weight, int Node)? Classifier { get; private set; }

    /// <summary>The number of input channels of the classifier that are decoded.</summary>
    public int ClassifierInChannels => Math.Min(Classifier!.Value.Weight.Shape[1], _configuration.MaxInChannels);

    /// <summary>Releases intermediate values; the state dict stays.</summary>
    public void Dispose() => Weights.ForEach(weight => weight.Dispose());

    private void Plan(StateSpec entry)
    {
        if (_options.Keeps?.Invoke(entry.Name) == true)
        {
            Keep(entry);
        }
        else if (!entry.IsParameter)
        {
            Add(entry, Initial(entry), ParameterOrigin.Buffer, "a buffer, in its initial state");
        }
        else if (_shiftNodes.TryGetValue(entry.Name, out GraphNode? normalization))
        {
            PlanVector(entry, normalization, VectorRole.Shift);
        }
        else if (!_weightNodes.TryGetValue(entry.Name, out GraphNode? node))
        {
            LeaveOut(entry, "no node of the computational graph stands for it");
        }
        else if (IsClassifier(node))
        {
            PlanClassifier(entry, node);
        }
        else
        {
            PlanParameter(entry, node);
        }
    }

    /// <summary>What is last in a graph is no classifier if that one lies behind an operation that is unknown.</summary>
    private static bool HasClassifier(Network network, ComputationalGraph graph) =>
        graph.ClassifierBias?.Shape?[0] == network.ClassCount || !network.Nodes.Any(node => node.Layer is UnknownLayer);

    private bool IsClassifier(GraphNode node) => _hasClassifier && (node == _graph.ClassifierWeight || node == _graph.ClassifierBias);

    private void PlanParameter(StateSpec entry, GraphNode node)
    {
        switch (entry.Shape.Rank)
        {
            case > 1 when node.Primitive == Primitive.Ln:
            case 1:
                PlanVector(entry, node, node.Primitive == Primitive.Bias ? VectorRole.Shift : VectorRole.Scale);
                break;
            case 2 or 4:
            case 3 when node.Primitive is Primitive.Conv or Primitive.SepConv or Primitive.DilConv:
                PlanWeight(entry, node);
                break;
            case 3 when entry.Shape[0] == 1:
                PlanPositions(entry, node);
                break;
            default:
                LeaveOut(entry, $"no decoder makes parameters of {entry.Shape.Rank} dimensions");
                break;
        }
    }

    private void PlanClassifier(StateSpec entry, GraphNode node)
    {
        if (entry.Shape[0] != _configuration.ClassCount)
        {
            LeaveOut(entry, $"the GHN predicts classifiers of {_configuration.ClassCount} classes, not of {entry.Shape[0]}");
        }
        else if (node.Primitive == Primitive.Bias)
        {
            Tensor bias = Allocate(entry, ParameterOrigin.Predicted, "decoded whole");
            Vectors.Add(new VectorTarget(entry.Name, node.Index, VectorRole.ClassifierBias, bias));
        }
        else
        {
            int decoded = Math.Min(entry.Shape[1], _configuration.MaxInChannels);
            Classifier = (entry.Name, AllocateWeight(entry, entry.Shape[0], decoded), node.Index);
        }
    }

    private void PlanVector(StateSpec entry, GraphNode node, VectorRole role)
    {
        int length = checked((int)entry.Shape.ElementCount);
        Tensor destination = length <= _configuration.MaxOutChannels
            ? Allocate(entry, ParameterOrigin.Predicted, "decoded whole")
            : Allocate(entry, ParameterOrigin.Tiled, $"decoded {_configuration.MaxOutChannels}, repeated");
        Vectors.Add(new VectorTarget(entry.Name, node.Index, role, entry.Shape.Rank == 1 ? destination : destination.Reshape([length])));
    }

    private void PlanWeight(StateSpec entry, GraphNode node)
    {
        Shape shape = entry.Shape.Rank == 3 ? node.Shape! : entry.Shape;
        Size2d kernel = shape.Rank == 4 ? (shape[2], shape[3]) : 1;
        Size2d decodedKernel = Decoded(kernel);
        int outChannels = Math.Min(entry.Shape[0], _configuration.MaxOutChannels);
        int inChannels = Math.Min(entry.Shape[1], _configuration.MaxInChannels);
        float scale = _configuration.WeightNormalization ? WeightScale.Of(shape) : 1;

        if (decodedKernel == kernel)
        {
            Tensor weight = AllocateWeight(entry, outChannels, inChannels);
            DecodedBlock block = Block(node, outChannels, inChannels, kernel, weight, weight.ElementCount / weight.Shape[0], scale);
            Weights.Add(new DirectTarget { Name = entry.Name, Weight = weight, Block = block });
        }
        else
        {
            string manner = _configuration.KernelExtension == KernelExtension.Interpolate ? "interpolated" : "repeated";
            Tensor weight = Allocate(
                entry, ParameterOrigin.Tiled,
                $"decoded {outChannels}×{inChannels} with kernel {decodedKernel}, the kernel {manner}, channels repeated");
            weight = shape == entry.Shape ? weight : weight.Reshape(shape);
            Tensor decoded = Tensor.Allocate([outChannels, inChannels, decodedKernel.Height, decodedKernel.Width]);
            DecodedBlock block = Block(node, outChannels, inChannels, decodedKernel, decoded, (long)inChannels * decodedKernel.Area, scale);
            Weights.Add(new ExtendedKernelTarget
            {
                Name = entry.Name,
                Weight = weight,
                Block = block,
                Extension = _configuration.KernelExtension,
            });
        }
    }

    private void PlanPositions(StateSpec entry, GraphNode node)
    {
        int side = (int)Math.Sqrt(entry.Shape[1]);
        int features = Math.Min(entry.Shape[2], _configuration.MaxInChannels);
        Size2d decodedKernel = Decoded(side);
        string decoding = $"decoded {features} features of {side}×{side} positions";
        bool hasClassToken = entry.Shape[1] != side * side;
        string classToken = IsGiven(entry) ? "stays as it was" : "is left to standard initialisation";
        bool isWhole = !hasClassToken && features == entry.Shape[2] && decodedKernel == side;
        Tensor weight = hasClassToken
            ? Add(entry, Start(entry), ParameterOrigin.Tiled, $"{decoding}; the class token's row {classToken}")
            : Allocate(entry, isWhole ? ParameterOrigin.Predicted : ParameterOrigin.Tiled, isWhole ? "decoded whole" : decoding);
        float scale = _configuration.WeightNormalization ? WeightScale.Of(entry.Shape) : 1;
        Tensor decoded = Tensor.Allocate([1, features, decodedKernel.Height, decodedKernel.Width]);
        DecodedBlock block = Block(node, 1, features, decodedKernel, decoded, (long)features * decodedKernel.Area, scale);
        Weights.Add(new PositionalTarget
        {
            Name = entry.Name,
            Weight = weight,
            Block = block,
            Side = side,
            HasClassToken = hasClassToken,
            Extension = _configuration.KernelExtension,
        });
    }

    private static DecodedBlock Block(
        GraphNode node, int outChannels, int inChannels, Size2d kernel, Tensor destination, long outStride, float scale) => new()
        {
            Node = node.Index,
            OutChannels = outChannels,
            InChannels = inChannels,
            Kernel = kernel,
            Destination = destination,
            OutStride = outStride,
            Scale = scale,
        };

    private Size2d Decoded(Size2d kernel) =>
        (Math.Min(kernel.Height, _configuration.MaxKernel.Height), Math.Min(kernel.Width, _configuration.MaxKernel.Width));

    private Tensor AllocateWeight(StateSpec entry, int outChannels, int inChannels) =>
        outChannels == entry.Shape[0] && inChannels == entry.Shape[1]
            ? Allocate(entry, ParameterOrigin.Predicted, "decoded whole")
            : Allocate(entry, ParameterOrigin.Tiled, $"decoded {outChannels}×{inChannels}, repeated");

    private Tensor Allocate(StateSpec entry, ParameterOrigin origin, string reason) =>
        Add(entry, Tensor.Allocate(entry.Shape), origin, reason);

    /// <summary>What the GHN does not predict stays as it was, or starts as it would without a GHN.</summary>
    private void LeaveOut(StateSpec entry, string reason) => Add(
        entry, Start(entry), IsGiven(entry) ? ParameterOrigin.Kept : ParameterOrigin.StandardInitialization, reason);

    private void Keep(StateSpec entry)
    {
        if (!IsGiven(entry))
        {
            throw new InvalidRequestException($"{PrintableText.OfName(entry.Name)} cannot be kept: there are no weights that have it.");
        }

        Add(entry, Start(entry), ParameterOrigin.Kept, "kept as it was");
    }

    private bool IsGiven(StateSpec entry) => _options.Given?.Contains(entry.Name) == true;

    private Tensor Start(StateSpec entry) => IsGiven(entry) ? CopyOfGiven(entry) : Initial(entry);

    private Tensor Initial(StateSpec entry) => entry.Initializer.Create(entry.Shape, new RandomSource(_options.Seed, entry.Name));

    private Tensor CopyOfGiven(StateSpec entry)
    {
        Tensor given = _options.Given![entry.Name];
        if (given.Shape != entry.Shape)
        {
            throw new InvalidRequestException(
                $"{PrintableText.OfName(entry.Name)} has the shape {entry.Shape}, but {given.Shape} among the weights that are given.");
        }

        Tensor values = given.ElementType.IsFloatingPoint() ? Conversion.ToFloat32(given) : given;
        Tensor copy = Tensor.Allocate(entry.Shape, values.ElementType);
        values.CopyTo(copy);
        return copy;
    }

    private Tensor Add(StateSpec entry, Tensor tensor, ParameterOrigin origin, string reason)
    {
        State.Add(entry.Name, tensor);
        Parameters.Add(new PredictedParameter(entry.Name, entry.Shape, origin, reason));
        return tensor;
    }
}

using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Lowering;

/// <summary>Builds a network from operations, and keeps account of which parameter of the network is which tensor of the file.</summary>
internal sealed class NetworkAssembly
{
    private readonly NetworkBuilder _network;
    private readonly OperationGraph _graph;
    private readonly Dictionary<Source, SignalView> _views = [];
    private readonly Dictionary<(int Node, Layer Layer), Signal> _movements = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly BoundParameters _bindings = new();
    private readonly Dictionary<Source, LayerNames> _layers = [];
    private int _logits;

    /// <summary>The number of samples of what is lowered: one where it is the same for all.</summary>
    private int _batch;

    /// <summary>Starts a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="graph">The operations that it is made of.</param>
    /// <param name="input">The images, as the graph takes them.</param>
    /// <param name="imageShape">The shape of an image, channels first.</param>
    /// <param name="isChannelsLast">Whether the graph takes images with the channels as their last dimension.</param>
    public NetworkAssembly(string name, OperationGraph graph, InputSource input, Shape imageShape, bool isChannelsLast)
    {
        (_graph, _batch) = (graph, input.Shape[0]);
        _network = new NetworkBuilder(name, imageShape);
        _views[input] = isChannelsLast ? SignalView.ChannelsLast(_network.Input, _batch) : Whole(_network.Input, input.Shape);
    }

    /// <summary>Whether PyTorch exported the graph, so that its weights are as PyTorch has them already.</summary>
    public bool IsFromPyTorch { get; init; }

    /// <summary>Which parameter of the network is which tensor of the file.</summary>
    public IReadOnlyList<ParameterBinding> Bindings => _bindings.All;

    /// <summary>The number of samples that the graph was read for; one while something is lowered that is the same for all.</summary>
    public int Batch => _batch;

    /// <summary>A value of the graph, as elements of a signal.</summary>
    public SignalView this[View view] => Of(view.Source).Select(view.Map);

    /// <summary>Whether the first dimension of a value is that of samples, one entry for each.</summary>
    public bool HasSamplesFirst(SignalView view) => view.Shape.Rank > 0 && view.Shape[0] == _batch && view.IsOfSamples(out _);

    /// <summary>Whether several operations take a tensor of the file, so that it is one signal for all of them.</summary>
    public bool IsShared(ParameterSource tensor) =>
        _graph.Operations.SelectMany(operation => operation.Views.DistinctBy(view => view.Source)).Count(view => view.Source == tensor) > 1;

    /// <summary>The operation that a value comes from; null if it comes from none.</summary>
    public Operation? Producer(View view) => _graph.Producer(view.Source);

    /// <summary>Appends the layers that stand for an operation; one of weights alone, whatever the images, is none.</summary>
    /// <exception cref="InvalidFileException">There are no such layers. The network then has some that stand for nothing.</exception>
    public void Add(Operation operation)
    {
        if (!operation.Result.DependsOnImages)
        {
            return;
        }

        int bound = _bindings.All.Count;
        try
        {
            SignalView view = Lower(operation);
            _views[operation.Result] = view.Shape == operation.Shape
                ? view
                : throw operation.Node.Unsupported($"it gives {operation.Shape}, but the layer that is most like it {view.Shape}");
        }
        catch
        {
            _bindings.ForgetFrom(bound);
            throw;
        }
    }

    /// <summary>Completes the network.</summary>
    /// <param name="outputs">What the graph returns.</param>
    public Network Build(IReadOnlyList<Value> outputs)
    {
        Signal[] signals = [.. outputs.OfType<View>().Select(view => OutputLowering.Realize(this, this[view]))];
        if (signals.Length == 0)
        {
            throw new ImportException("its output does not depend on its input");
        }

        Network network = _network.Build(signals[0], signals[1..]);
        _logits = LogitsPlace.Of(network);
        if (_logits > 0)
        {
            network = _network.Build(signals[_logits], [.. signals.Where((_, place) => place != _logits)]);
        }

        return network.WithStateOrder(StateOrder.Arrange(network, _bindings.All));
    }

    /// <summary>The place among the network's outputs of what the graph returns at a place.</summary>
    public int PlaceOf(int output) => output == _logits ? 0 : output < _logits ? output + 1 : output;

    /// <summary>All of a source; what is the same for all samples gets its layers when it is first asked for.</summary>
    private SignalView Of(Source source)
    {
        var pending = new Stack<Source>([source]);
        while (pending.TryPeek(out Source? next))
        {
            Source[] before = _views.ContainsKey(next) ? [] : [.. ComputedBefore(next)];
            foreach (Source lacking in before)
            {
                pending.Push(lacking);
            }

            if (before.Length == 0)
            {
                _views.TryAdd(next, _views.GetValueOrDefault(next) ?? SameForAll(next));
                pending.Pop();
            }
        }

        return _views[source];
    }

    /// <summary>What is computed of weights alone, has no layers yet, and is taken by what computes a source.</summary>
    private IEnumerable<Source> ComputedBefore(Source source) => (_graph.Producer(source)?.Views ?? [])
        .Select(view => view.Source)
        .Where(before => before is OperationResult { DependsOnImages: false } && !_views.ContainsKey(before));

    private SignalView SameForAll(Source source) => source switch
    {
        ParameterSource parameter => Tensor(parameter),
        OperationResult { DependsOnImages: false } result when _graph.Producer(result) is { } producer => LowerOnce(producer),
        _ => throw new ImportException($"{source.Name} is used in a way that is not supported"),
    };

    /// <summary>
    /// A tensor of the file as a signal. One that stands in a node of its own, rather than among the weights, is fixed, and so is one with
    /// infinite numbers: a mask.
    /// </summary>
    private SignalView Tensor(ParameterSource parameter)
    {
        if (parameter.Value is { } value && (parameter.Order is null || HasInfinity(value)))
        {
            Signal numbers = Accept(() => _network.Append(new FixedTensor(parameter.Shape, value.ToConstant().Numbers), []));
            return new SignalView(numbers, Batch: 1, IndexMap.All(parameter.Shape));
        }

        (string, View)[] tensor = [("", new View(parameter))];
        LayerNames names = LayerNames.Of(tensor, parameter.Name, _names);
        _bindings.Add(parameter, names.StateName(""));
        Signal signal = Accept(() => _network.Append(new LearntTensor(parameter.Shape), [], names.Layer, names.States));
        return new SignalView(signal, Batch: 1, IndexMap.All(parameter.Shape));
    }

    private static bool HasInfinity(Tensor tensor) =>
        Conversion.ToFloat32(tensor).Values.ContainsAny(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>What an operation gives that is the same for all samples.</summary>
    private SignalView LowerOnce(Operation operation)
    {
        int batch = _batch;
        _batch = 1;
        try
        {
            return Lower(operation);
        }
        finally
        {
            _batch = batch;
        }
    }

    /// <summary>All of a signal, as a value of a given shape.</summary>
    public SignalView Whole(Signal signal, Shape shape)
    {
        if (shape.ElementCount != _batch * signal.Shape.ElementCount)
        {
            throw new ImportException($"a layer gives {signal.Shape} where the graph has {shape}");
        }

        return new SignalView(signal, _batch, IndexMap.All(shape));
    }

    /// <summary>All of a signal whose channels are another dimension of a value of a given shape.</summary>
    public SignalView WholeWithAxisFirst(Signal signal, int axis, Shape shape)
    {
        int[] others = [.. Enumerable.Range(1, shape.Rank - 1).Where(other => other != axis)];
        SignalView first = Whole(signal, [shape[0], shape[axis], .. others.Select(other => shape[other])]);
        int[] order = [0, .. Enumerable.Range(2, axis - 1), 1, .. Enumerable.Range(axis + 1, shape.Rank - axis - 1)];
        return first.Select(IndexMap.Reorder(first.Shape, order));
    }

    /// <summary>Rows of a signal, as a value of a given shape.</summary>
    public SignalView OfRows(Signal signal, int[] rows, Shape shape) => SignalView.OfRows(signal, _batch, rows, shape);

    /// <summary>A value whose first dimension is that of samples, as a signal of its shape.</summary>
    public Signal Realize(SignalView view) => Realize(view, [.. view.Shape.Dimensions[1..]]);

    /// <summary>A value as a signal of a given shape, through the layers that move its elements there.</summary>
    /// <exception cref="ImportException">No layers do so.</exception>
    public Signal Realize(SignalView view, Shape shape)
    {
        if (shape.ElementCount * view.Batch != view.Shape.ElementCount)
        {
            throw new ImportException($"its input {view.Shape} is not {shape} for each of {view.Batch} samples");
        }

        Signal signal = view.Signal;
        foreach (Layer layer in ViewLowering.Find(signal.Shape, shape, view.OfOneSample()))
        {
            signal = Move(signal, layer);
        }

        return signal;
    }

    /// <summary>Appends a layer without parameters.</summary>
    public Signal Append(Operation operation, Layer layer, params IReadOnlyList<Signal> inputs)
    {
        string name = operation.Node.Name;
        return Accept(() => _network.Append(layer, inputs, _names.Add(name) ? name : null));
    }

    /// <summary>Appends a layer with parameters.</summary>
    /// <param name="operation">The operation that it stands for.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="parameters">Its parameters, by their names in the layer's state.</param>
    /// <param name="bind">
    /// What else is known of the parameters in the file, given the layer's names, the entry and its binding; null for nothing.
    /// </param>
    public Signal Append(
        Operation operation, Layer layer, Signal input, IReadOnlyList<(string Entry, View View)> parameters,
        Func<LayerNames, string, ParameterBinding, ParameterBinding>? bind = null)
    {
        (string Entry, View View)[] learnt = [.. parameters.Select(parameter => (parameter.Entry, BoundParameters.Learnt(parameter.View)))];
        LayerNames names = LayerNames.Of(learnt, operation.Node.Name, _names);
        IReadOnlyList<LayerState> states = Accept(() => layer.State);
        var computations = new Dictionary<string, Network>(StringComparer.Ordinal);
        foreach ((string entry, View view) in parameters)
        {
            LayerState state = states.First(state => state.Name == entry);
            View taken = BoundParameters.Learnt(view);
            ParameterBinding binding = ParameterBinding.Of(operation.Node, names.StateName(entry), state.Shape, taken);
            binding = bind is null ? binding : bind(names, entry, binding);
            if (!ParameterBinding.Fits(taken) && (state.Kind != StateKind.Parameter || binding.IsMoreThanItsTensor))
            {
                throw operation.Node.Unsupported($"it takes a part of the tensor {binding.Source.Name}");
            }

            ParameterBinding first = _bindings.Add(operation, binding);
            if (Accept(() => WeightComputation.Of(view, first, taken.Map.As(state.Shape))) is { } computation)
            {
                computations.Add(entry, computation);
            }
        }

        IReadOnlyDictionary<string, string> stateNames = names.Shared(_layers, learnt, states);
        return Accept(() => _network.Append(layer, [input], names.Layer, stateNames, computations));
    }

    /// <summary>What a layer answers to numbers of a file, which it may not accept.</summary>
    /// <exception cref="ImportException">It does not.</exception>
    private static T Accept<T>(Func<T> answer)
    {
        try
        {
            return answer();
        }
        catch (ArgumentException refusal)
        {
            throw new ImportException(refusal.Message.TrimEnd('.'));
        }
    }

    private SignalView Lower(Operation operation)
    {
        try
        {
            return operation switch
            {
                ILowerable known => known.Lower(this),
                OpaqueOperation opaque => OpaqueLowering.Lower(this, opaque),
                _ => throw operation.Node.Unsupported("no layer stands for it"),
            };
        }
        catch (ImportException error)
        {
            throw operation.Node.Unsupported(error.Message);
        }
    }

    /// <summary>Appends a layer that moves data, unless the same signal was moved so before.</summary>
    private Signal Move(Signal signal, Layer layer)
    {
        if (!_movements.TryGetValue((signal.Node, layer), out Signal? moved))
        {
            moved = _movements[(signal.Node, layer)] = Accept(() => signal.Apply(layer));
        }

        return moved;
    }
}

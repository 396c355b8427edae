using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Arithmetic = Ghn.Networks.Layers.Arithmetic;

namespace Ghn.Networks;

/// <summary>
/// Writes a <see cref="Network"/> as its forward pass:
/// <code>
/// var network = new NetworkBuilder("two-layer", [3, 32, 32]);
/// Signal logits = network.Input
///     .Conv2d("conv", 16, kernel: 3, padding: 1).BatchNorm2d("bn").Relu()
///     .AdaptiveAvgPool2d(1).Flatten().Linear("fc", 10);
/// Network architecture = network.Build(logits);
/// </code>
/// State-dict order is the order in which layers are appended, unless <see cref="Declare"/> reserves an earlier place.
/// </summary>
public sealed class NetworkBuilder
{
    private readonly string _name;
    private readonly List<NetworkNode> _nodes = [];
    private readonly List<string> _stateOrder = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<InitializationRule> _rules = [];

    /// <summary>Starts a network.</summary>
    /// <param name="name">The name of the architecture.</param>
    /// <param name="inputShape">The shape of one input: (channels, height, width).</param>
    public NetworkBuilder(string name, Shape inputShape)
    {
        _name = name;
        Input = new Signal(this, Network.InputNode, inputShape);
    }

    private delegate bool InitializationRule(string node, Layer layer, LayerState entry, out Initializer? initializer);

    /// <summary>The input.</summary>
    public Signal Input { get; }

    /// <summary>Appends a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The signals that it takes.</param>
    /// <param name="name">The node's name; needed if the layer has state, otherwise made from the layer's.</param>
    /// <param name="stateNames">The full names of entries of the layer's state that are not to be called after the node.</param>
    /// <param name="computations">
    /// What the layer acts with instead of entries of its state; see <see cref="NetworkNode.Computations"/>.
    /// </param>
    /// <returns>The signal that leaves the layer.</returns>
    /// <exception cref="ArgumentException">The name is taken or missing, or the layer does not take such inputs.</exception>
    public Signal Append(
        Layer layer, IReadOnlyList<Signal> inputs, string? name = null, IReadOnlyDictionary<string, string>? stateNames = null,
        IReadOnlyDictionary<string, Network>? computations = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(inputs);
        bool hasState = layer.State.Count > 0;
        if (hasState && name is null)
        {
            throw new ArgumentException($"A {layer.GetType().Name} has parameters and needs a name.", nameof(name));
        }

        name ??= UnusedName(layer);
        if (inputs.Any(input => input.Network != this))
        {
            throw new ArgumentException(
                $"{PrintableText.OfName(_name)}, layer {PrintableText.OfName(name)}: an input is a signal of another network.",
                nameof(inputs));
        }

        if (!_names.Add(name))
        {
            throw new ArgumentException($"The network has two layers called {PrintableText.OfName(name)}.", nameof(name));
        }

        if (hasState && !_stateOrder.Contains(name))
        {
            _stateOrder.Add(name);
        }

        Shape output;
        try
        {
            output = layer.OutputShape([.. inputs.Select(input => input.Shape)]);
        }
        catch (ArgumentException error)
        {
            throw InvalidRequestException.At($"{PrintableText.OfName(_name)}, layer {PrintableText.OfName(name)}", error);
        }

        var node = new NetworkNode(name, layer, [.. inputs.Select(input => input.Node)], output);
        _nodes.Add(node with { StateNames = stateNames ?? node.StateNames, Computations = computations ?? node.Computations });
        return new Signal(this, _nodes.Count - 1, output);
    }

    /// <summary>
    /// Reserves the next place in the state dict for a layer that is appended later: PyTorch lists a module's own
    /// parameters before those of its children, whatever order they are used in.
    /// </summary>
    public void Declare(string name) => _stateOrder.Add(name);

    /// <summary>
    /// Initialises an entry of all layers of one type otherwise than by PyTorch's default, as the initialisation loops at the
    /// end of torchvision's constructors do. Of several rules that apply, the last one wins.
    /// </summary>
    /// <param name="entry">The entry of the layer's state: <c>weight</c>.</param>
    /// <param name="initializer">How to initialise it.</param>
    /// <param name="when">Which layers it applies to, by node name and layer; all when absent.</param>
    /// <typeparam name="TLayer">The type of layer.</typeparam>
    public void Initialize<TLayer>(string entry, Func<TLayer, Initializer> initializer, Func<string, TLayer, bool>? when = null)
        where TLayer : Layer =>
        _rules.Add((string node, Layer layer, LayerState state, out Initializer? result) =>
        {
            bool applies = layer is TLayer typed && state.Name == entry && (when is null || when(node, typed));
            result = applies ? initializer((TLayer)layer) : null;
            return applies;
        });

    /// <summary>As the other overload, with the same initialiser for all layers of the type.</summary>
    /// <param name="entry">The entry of the layer's state: <c>weight</c>.</param>
    /// <param name="initializer">How to initialise it.</param>
    /// <param name="when">Which layers it applies to, by node name and layer; all when absent.</param>
    /// <typeparam name="TLayer">The type of layer.</typeparam>
    public void Initialize<TLayer>(string entry, Initializer initializer, Func<string, TLayer, bool>? when = null)
        where TLayer : Layer => Initialize(entry, _ => initializer, when);

    /// <summary>Completes the network.</summary>
    /// <param name="logits">What it returns first.</param>
    /// <param name="auxiliary">What else it returns when training.</param>
    /// <exception cref="InvalidOperationException">A declared layer was never appended.</exception>
    public Network Build(Signal logits, params IReadOnlyList<Signal> auxiliary)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return new Network(_name, Input.Shape, _nodes, [logits.Node, .. auxiliary.Select(signal => signal.Node)], StateInOrder());
    }

    private List<StateSpec> StateInOrder()
    {
        Dictionary<string, NetworkNode> nodes = _nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var state = new List<StateSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in _stateOrder)
        {
            if (!nodes.TryGetValue(name, out NetworkNode? node))
            {
                throw new InvalidOperationException(
                    $"{PrintableText.OfName(_name)} declares a layer {PrintableText.OfName(name)}, but none was appended.");
            }

            foreach (LayerState entry in node.Layer.State.Where(entry => names.Add(node.StateName(entry.Name))))
            {
                state.Add(new StateSpec(
                    node.StateName(entry.Name), node.LearntShape(entry.Name), entry.Kind, InitializerOf(node, entry)));
            }
        }

        return state;
    }

    private Initializer InitializerOf(NetworkNode node, LayerState entry)
    {
        for (int i = _rules.Count - 1; i >= 0; i--)
        {
            if (_rules[i](node.Name, node.Layer, entry, out Initializer? initializer))
            {
                return initializer!;
            }
        }

        return entry.Initializer;
    }

    private string UnusedName(Layer layer)
    {
        string kind = layer switch
        {
            Activation activation => activation.Function.ToString(),
            Pointwise pointwise => pointwise.Function.ToString(),
            Arithmetic arithmetic => arithmetic.Function.ToString(),
            Reduction reduction => $"reduce{reduction.Function}",
            _ => layer.GetType().Name,
        };
        string stem = kind.ToLowerInvariant();
        string name = stem;
        for (int i = 1; _names.Contains(name); i++)
        {
            name = $"{stem}_{i}";
        }

        return name;
    }
}

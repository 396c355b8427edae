using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// What a layer and its parameters are called. Parameters keep the names of the file's tensors. Where these are
/// <c>layer1.0.conv1.weight</c>, as PyTorch exports them, the layer is <c>layer1.0.conv1</c>.
/// </summary>
/// <param name="Layer">The layer's name, unique in the network.</param>
/// <param name="States">The names of parameters that are not the layer's name and their own.</param>
internal sealed record LayerNames(string Layer, IReadOnlyDictionary<string, string> States)
{
    /// <summary>Names a layer by its parameters.</summary>
    /// <param name="parameters">The parameters, by their names in the layer's state.</param>
    /// <param name="otherwise">The layer's name where the parameters' do not tell.</param>
    /// <param name="taken">The names of other layers, to which the name is added.</param>
    public static LayerNames Of(IReadOnlyList<(string Entry, View View)> parameters, string otherwise, HashSet<string> taken)
    {
        string layer = parameters.Select(parameter => Prefix(parameter.View.Source.Name, parameter.Entry)).OfType<string>().FirstOrDefault()
            ?? otherwise;
        string unique = layer;
        for (int i = 1; !taken.Add(unique); i++)
        {
            unique = $"{layer}_{i}";
        }

        return new LayerNames(
            unique,
            parameters.Where(parameter => parameter.View.Source.Name != Default(unique, parameter.Entry))
                .ToDictionary(parameter => parameter.Entry, parameter => parameter.View.Source.Name, StringComparer.Ordinal));
    }

    /// <summary>
    /// The names of parameters that are not the layer's name and their own, for a layer that may have its parameters from another one: then
    /// whatever else is in its state, such as a counter, is the other's, too.
    /// </summary>
    /// <param name="layers">The names of the layers before it, by their tensors; this one becomes one of them.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="states">The layer's state.</param>
    public IReadOnlyDictionary<string, string> Shared(
        Dictionary<Source, LayerNames> layers, IReadOnlyList<(string Entry, View View)> parameters, IReadOnlyList<LayerState> states)
    {
        LayerNames? first = parameters.Count > 0 ? layers.GetValueOrDefault(parameters[0].View.Source) : null;
        foreach ((_, View view) in parameters)
        {
            layers.TryAdd(view.Source, this);
        }

        if (first is null)
        {
            return States;
        }

        var names = new Dictionary<string, string>(States, StringComparer.Ordinal);
        foreach (string entry in states.Select(state => state.Name).Except(parameters.Select(parameter => parameter.Entry)))
        {
            names[entry] = first.StateName(entry);
        }

        return names;
    }

    /// <summary>The name of a parameter.</summary>
    public string StateName(string entry) => States.GetValueOrDefault(entry) ?? Default(Layer, entry);

    private static string Default(string layer, string entry) => entry.Length == 0 ? layer : $"{layer}.{entry}";

    private static string? Prefix(string name, string entry) => entry.Length == 0 ? name
        : name.EndsWith($".{entry}", StringComparison.Ordinal) && name.Length > entry.Length + 1 ? name[..^(entry.Length + 1)]
        : null;
}

using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Lowering;

/// <summary>
/// Puts the state of an imported network in the order of the file's tensors, which PyTorch exports in the order of its state dict.
/// </summary>
internal static class StateOrder
{
    /// <summary>The state of a network in the order of the file.</summary>
    /// <param name="network">The network, with its state in the order of its layers.</param>
    /// <param name="bindings">Which parameter is which tensor of the file.</param>
    /// <exception cref="ImportException">Two of them have one name.</exception>
    public static IReadOnlyList<StateSpec> Arrange(Network network, IEnumerable<ParameterBinding> bindings)
    {
        var orders = new Dictionary<string, int?>(StringComparer.Ordinal);
        foreach (ParameterBinding binding in bindings)
        {
            if (!orders.TryAdd(binding.Name, binding.Source.Order))
            {
                throw new ImportException($"two weights would be called {PrintableText.OfName(binding.Name)}");
            }
        }

        // What is not listed in the file follows what is before it in its layer, or else the layer before.
        int last = -1;
        var places = new List<(int Order, StateSpec Entry)>();
        foreach (StateSpec entry in network.State)
        {
            last = orders.GetValueOrDefault(entry.Name) ?? last;
            places.Add((last, entry));
        }

        return [.. places.OrderBy(place => place.Order).Select(place => place.Entry)];
    }
}

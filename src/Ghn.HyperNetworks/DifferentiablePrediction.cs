using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Memory;

namespace Ghn.HyperNetworks;

/// <summary>
/// What a GHN that learns has made of a network: a variable for each parameter, from which a loss leads back to the GHN's own.
/// Disposing it returns the memory, save what the tape keeps for the backward pass. Until then it keeps the GHN's own memory, whoever
/// disposes the GHN meanwhile.
/// </summary>
public sealed class DifferentiablePrediction : IDisposable
{
    private readonly List<Tensor> _constants = [];
    private readonly MemoryHold _hold;

    private DifferentiablePrediction(IReadOnlyDictionary<string, Variable> parameters, IReadOnlyList<Variable> predicted, MemoryHold hold)
    {
        _hold = hold;
        Parameters = parameters;
        Predicted = predicted;
    }

    /// <summary>All parameters of the network, by their names; those that the GHN does not predict are constants.</summary>
    public IReadOnlyDictionary<string, Variable> Parameters { get; }

    /// <summary>The parameters that the GHN predicts.</summary>
    public IReadOnlyList<Variable> Predicted { get; }

    /// <summary>The buffers of the network, in their initial state.</summary>
    public StateDict Buffers { get; } = new();

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        foreach (Variable parameter in Predicted)
        {
            parameter.Dispose();
        }

        _constants.ForEach(constant => constant.Dispose());
        Buffers.Dispose();
        _hold.Dispose();
    }

    internal static DifferentiablePrediction Of(
        Tape tape, Network network, StateDict state, Dictionary<string, Variable> predicted, MemoryHold hold)
    {
        var parameters = new Dictionary<string, Variable>(predicted, StringComparer.Ordinal);
        var prediction = new DifferentiablePrediction(parameters, [.. predicted.Values], hold);
        foreach (StateSpec entry in network.State.Where(entry => !predicted.ContainsKey(entry.Name)))
        {
            Tensor tensor = state[entry.Name];
            if (entry.IsParameter)
            {
                prediction._constants.Add(tensor);
                parameters.Add(entry.Name, tape.Constant(tensor));
            }
            else
            {
                prediction.Buffers.Add(entry.Name, tensor);
            }
        }

        return prediction;
    }
}

using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>Runs layers that act with what is computed from their parameters; see <see cref="NetworkNode.Computations"/>.</summary>
internal static class ComputedParameters
{
    private static readonly Dictionary<string, Variable> NoParameters = [];
    private static readonly StateDict NoBuffers = [];

    /// <summary>Computes the parameters of a layer, and runs it.</summary>
    /// <param name="call">The layer and what it is given.</param>
    /// <exception cref="ArgumentException">The layer does not take such inputs.</exception>
    public static Variable Run(LayerCall call)
    {
        var parameters = new Dictionary<string, Variable>(call.Parameters, StringComparer.Ordinal);
        var computed = new List<Variable>();
        foreach ((string entry, Network computation) in call.Node.Computations)
        {
            Variable learnt = call.Parameter(entry);
            using Variable sample = learnt.Reshape([1, .. learnt.Shape]);
            using Variable result = computation.Run(sample, NoParameters, NoBuffers, call.Mode)[0];
            computed.Add(parameters[call.Node.StateName(entry)] = result.Reshape(call.Node.StateShape(entry)));
        }

        Variable output = LayerExecution.Run(call with { Parameters = parameters });
        computed.ForEach(variable => variable.Dispose());
        return output;
    }
}

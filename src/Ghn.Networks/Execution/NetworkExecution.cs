using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Files;

namespace Ghn.Networks.Execution;

/// <summary>Runs networks on a tape, with parameters that are variables: leaves, or what a hypernetwork has computed.</summary>
public static class NetworkExecution
{
    /// <summary>
    /// Runs a network. Only layers that the wanted outputs depend on run, and a value's memory is free for others after its
    /// last use, unless a backward pass needs it.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Images [samples, channels, height, width], of any size that the layers take.</param>
    /// <param name="parameters">A variable for each parameter, by its full name.</param>
    /// <param name="buffers">A tensor for each buffer, by its full name; training changes them in place.</param>
    /// <param name="mode">How the network runs.</param>
    /// <returns>The logits [samples, classes], then the outputs of auxiliary heads if the mode has them.</returns>
    /// <exception cref="ArgumentException">A layer does not take what it is given.</exception>
    public static IReadOnlyList<Variable> Run(
        this Network network, Variable input, IReadOnlyDictionary<string, Variable> parameters, StateDict buffers, ExecutionMode mode)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(buffers);
        ArgumentNullException.ThrowIfNull(mode);
        int[] outputs = [.. mode.HasAuxiliaryOutputs ? network.Outputs : network.Outputs.Take(1)];
        int[] uses = CountUses(network, outputs);
        var values = new Variable?[network.Nodes.Count];
        FusionPlan? plan = mode.Interceptor is null ? FusionPlan.Of(network) : null;
        for (int i = 0; i < values.Length; i++)
        {
            if (uses[i] == 0 || plan?.IsAbsorbed(i) == true)
            {
                continue;
            }

            Fusion? fusion = plan?.At(i);
            NetworkNode node = network.Nodes[fusion?.Node ?? i];
            Variable? addend = fusion?.Addend is { } place ? values[place] : null;
            Variable[] inputs = [.. node.Inputs.Select(index => index == Network.InputNode ? input : values[index]!)];
            foreach (int index in node.Inputs)
            {
                if (index != Network.InputNode && uses[index] == 1)
                {
                    values[index]!.Donate();
                }
            }

            var call = new LayerCall(node, inputs, parameters, buffers, mode)
            {
                Tape = input.Tape,
                Addend = addend,
                Function = fusion?.Function,
            };
            Variable value = Run(network, call);
            values[i] = mode.Interceptor?.Invoke(i, value) ?? value;
            foreach (int index in fusion?.Addend is { } other ? [.. node.Inputs, other] : node.Inputs)
            {
                if (index != Network.InputNode && --uses[index] == 0)
                {
                    values[index]!.Dispose();
                    values[index] = null;
                }
            }
        }

        return [.. outputs.Select(index => values[index]!)];
    }

    private static Variable Run(Network network, LayerCall call)
    {
        try
        {
            return call.Node.Computations.Count > 0 ? ComputedParameters.Run(call) : LayerExecution.Run(call);
        }
        catch (ArgumentException error)
        {
            throw InvalidRequestException.At(
                $"{PrintableText.OfName(network.Name)}, layer {PrintableText.OfName(call.Node.Name)}", error);
        }
    }

    /// <summary>How often each node's value is used on the way to the outputs; an output counts as one use.</summary>
    private static int[] CountUses(Network network, IEnumerable<int> outputs)
    {
        var uses = new int[network.Nodes.Count];
        foreach (int output in outputs)
        {
            uses[output]++;
        }

        for (int i = uses.Length - 1; i >= 0; i--)
        {
            foreach (int input in uses[i] > 0 ? network.Nodes[i].Inputs : [])
            {
                if (input != Network.InputNode)
                {
                    uses[input]++;
                }
            }
        }

        return uses;
    }
}

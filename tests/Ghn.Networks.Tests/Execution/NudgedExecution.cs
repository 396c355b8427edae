using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Tests;

/// <summary>
/// Runs models with constants added to a few arguments of functions that have corners, such that none of them lies so near to
/// a corner that rounding picks its side: <c>tests/Golden/backward/make_nudged.py</c>.
/// </summary>
internal static class NudgedExecution
{
    /// <summary>Runs a model as <see cref="Model.Forward"/> does, but for the nudges.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images, whose gradient is wanted.</param>
    /// <param name="mode">How the network runs.</param>
    /// <param name="nudges">
    /// Pairs of place and addend, by the number of the function among those with corners, in the order in which they run; those of
    /// auxiliary heads are numbered by themselves.
    /// </param>
    public static ForwardPass Forward(
        this Model model, Tensor images, ExecutionMode mode, IReadOnlyDictionary<string, double[][]> nudges)
    {
        Network network = model.Network;
        var tape = new Tape();
        Variable input = tape.Parameter(images);
        Dictionary<string, Variable> parameters = network.Parameters.ToDictionary(
            entry => entry.Name, entry => tape.Parameter(model.State[entry.Name]));
        int[] outputs = [.. mode.HasAuxiliaryOutputs ? network.Outputs : network.Outputs.Take(1)];
        Dictionary<int, double[][]> nudgesOfNodes = ByNode(network, outputs, nudges);
        FusionPlan plan = FusionPlan.Of(network);
        var values = new Variable[network.Nodes.Count];
        foreach (int index in Needed(network, outputs).Where(index => index >= 0 && !plan.IsAbsorbed(index)).Order())
        {
            Fusion? fusion = plan.At(index);
            Variable? addend = fusion?.Addend is { } place ? values[place] : null;
            NetworkNode node = network.Nodes[fusion?.Node ?? index];
            Variable[] inputs = [.. node.Inputs.Select(source => source == Network.InputNode ? input : values[source])];
            var call = new LayerCall(node, inputs, parameters, model.State, mode)
            {
                Tape = input.Tape,
                Addend = addend,
                Function = fusion?.Function,
            };
            values[index] = nudgesOfNodes.TryGetValue(index, out double[][]? entries)
                ? RunNudged(call, network.Nodes[index], entries)
                : LayerExecution.Run(call);
        }

        return new ForwardPass(tape, [.. outputs.Select(index => values[index])], parameters, input, model.State.Hold());
    }

    /// <summary>Runs a function, fused with what is before it or not, of an argument that is nudged.</summary>
    private static Variable RunNudged(LayerCall call, NetworkNode node, double[][] entries)
    {
        // A ReLU takes a sum into its fusion, other functions do not.
        Variable Nudge(Shape shape) => call.Input.Tape.Constant(Sparse(shape, entries));
        if (call.Function == ActivationFunction.Relu)
        {
            Variable nudge = Nudge(call.Input.Shape);
            return LayerExecution.Run(call with { Addend = call.Addend?.Add(nudge) ?? nudge });
        }

        Variable argument = call.Function is null ? call.Input : LayerExecution.Run(call with { Function = null });
        return LayerExecution.Run(call with { Node = node, Inputs = [argument.Add(Nudge(argument.Shape))], Function = null });
    }

    /// <summary>The nudges of each node, whose keys count the functions with corners.</summary>
    private static Dictionary<int, double[][]> ByNode(
        Network network, int[] outputs, IReadOnlyDictionary<string, double[][]> nudges)
    {
        HashSet<int> main = Needed(network, outputs[..1]);
        int[] corners = [.. Needed(network, outputs).Where(index => index >= 0 && HasCorners(network.Nodes[index].Layer)).Order()];
        IEnumerable<(int Node, string Key)> keys =
        [
            .. corners.Where(main.Contains).Select((node, number) => (node, $"{number}")),
            .. corners.Where(node => !main.Contains(node)).Select((node, number) => (node, $"auxiliary {number}")),
        ];
        Dictionary<int, double[][]> found = keys
            .Where(pair => nudges.ContainsKey(pair.Key))
            .ToDictionary(pair => pair.Node, pair => nudges[pair.Key]);
        Assert.Equal(nudges.Count, found.Count);
        return found;
    }

    private static bool HasCorners(Layer layer) => layer is MaxPool2d or Activation
    {
        Function: ActivationFunction.Relu or ActivationFunction.Relu6 or ActivationFunction.Hardswish or ActivationFunction.Hardsigmoid,
    };

    private static HashSet<int> Needed(Network network, IEnumerable<int> outputs)
    {
        var needed = outputs.ToHashSet();
        for (int index = network.Nodes.Count - 1; index >= 0; index--)
        {
            needed.UnionWith(needed.Contains(index) ? network.Nodes[index].Inputs : []);
        }

        return needed;
    }

    private static Tensor Sparse(Shape shape, double[][] entries)
    {
        Tensor tensor = Tensor.Zeros(shape);
        foreach (double[] entry in entries)
        {
            tensor.Values[(int)entry[0]] = (float)entry[1];
        }

        return tensor;
    }
}

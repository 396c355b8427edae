using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Import;

/// <summary>
/// Finds the tensors of a file that are no parameter of its network and have a name of their own, such as buffers and learnt factors.
/// </summary>
internal static class KeptParameters
{
    /// <summary>The tensors, in the file's order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="bindings">Which parameter of the network is which tensor of the file.</param>
    /// <param name="isFromPyTorch">Whether PyTorch exported it, so that whole numbers with names are buffers.</param>
    public static StateDict Of(string file, GraphProto graph, IReadOnlyList<ParameterBinding> bindings, bool isFromPyTorch)
    {
        var content = new TensorContent(file);
        HashSet<string> bound = [.. bindings.Select(binding => binding.Source.Name)];
        HashSet<string> used = [.. graph.Node.SelectMany(NodeInputs.Taken), .. graph.Output.Select(output => output.Name)];
        var kept = new StateDict();
        foreach ((string name, TensorProto tensor) in Named(graph, used, isFromPyTorch))
        {
            if (bound.Contains(name) || FileState.IsInvented(name) || kept.Contains(name))
            {
                continue;
            }

            Tensor value = content.Read(tensor);
            if (isFromPyTorch || value.ElementType.IsFloatingPoint())
            {
                kept.Add(name, value);
            }
        }

        return kept;
    }

    /// <summary>PyTorch's exporter writes one of several equal tensors, and has a node Identity give the others.</summary>
    private static IEnumerable<(string Name, TensorProto Tensor)> Named(GraphProto graph, HashSet<string> used, bool isFromPyTorch)
    {
        TensorProto[] tensors = [.. graph.Initializer.Where(tensor => used.Contains(tensor.Name))];
        ILookup<string, TensorProto> byName = tensors.ToLookup(tensor => tensor.Name, StringComparer.Ordinal);
        IEnumerable<(string Name, TensorProto Tensor)> equal = graph.Node
            .Where(node => isFromPyTorch && node.OpType == "Identity" && node.Input.Count > 0 && byName.Contains(node.Input[0]))
            .Select(node => (node.Output[0], byName[node.Input[0]].First()));
        return tensors.Select(tensor => (tensor.Name, tensor)).Concat(equal);
    }
}

using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Import;

/// <summary>
/// Finds the tensors of a file that are no parameter of its network and have a name of their own, such as buffers and learnt factors.
/// </summary>
internal static class KeptParameters
{
    /// <summary>The tensors, in the file's order.</summary>
    /// <param name="initializers">The initialisers that nodes take.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="bindings">Which parameter of the network is which tensor of the file.</param>
    /// <param name="isFromPyTorch">Whether PyTorch exported it, so that whole numbers with names are buffers.</param>
    public static StateDict Of(
        StateDict initializers, IEnumerable<NodeProto> nodes, IReadOnlyList<ParameterBinding> bindings, bool isFromPyTorch)
    {
        HashSet<string> bound = [.. bindings.Select(binding => binding.Source.Name)];
        var kept = new StateDict();
        foreach ((string name, Tensor value) in initializers)
        {
            Keep(name, value);
        }

        // PyTorch's exporter writes one of several equal tensors, and has a node Identity give the others.
        foreach (NodeProto node in nodes.Where(node => isFromPyTorch && node.OpType == "Identity" && node.Input.Count > 0))
        {
            if (initializers.TryGet(node.Input[0], out Tensor? value))
            {
                Keep(node.Output[0], value);
            }
        }

        return kept;

        void Keep(string name, Tensor value)
        {
            if (!bound.Contains(name) && !FileState.IsInvented(name) && (isFromPyTorch || value.ElementType.IsFloatingPoint()))
            {
                kept[name] = value;
            }
        }
    }
}

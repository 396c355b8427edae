using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Lowering;

/// <summary>The account of which parameter of a network under construction is which tensor of the file.</summary>
internal sealed class BoundParameters
{
    private readonly List<ParameterBinding> _all = [];

    /// <summary>All of them, in the order of the layers.</summary>
    public IReadOnlyList<ParameterBinding> All => _all;

    /// <summary>What is learnt of a parameter: itself, unless it is computed.</summary>
    /// <exception cref="ImportException">It is computed, and taken in another arrangement.</exception>
    public static View Learnt(View view) => view.Source is not ComputedSource computed ? view
        : view.IsWhole && view.Shape == computed.Shape ? new View(computed.Learnt)
        : throw new ImportException($"it takes {computed.Name}, which is computed, in another arrangement");

    /// <summary>Notes that a parameter is a tensor as it is.</summary>
    /// <exception cref="ImportException">It is shared with another layer.</exception>
    public void Add(ParameterSource tensor, string name) => _all.Add(ParameterBinding.Of(tensor, name, _all));

    /// <summary>
    /// Notes which tensor a parameter is. Layers that share a tensor share the parameter; one may take it in another arrangement than the
    /// first, as a transposed matrix.
    /// </summary>
    /// <returns>The parameter that is learnt, which is the first layer's.</returns>
    /// <exception cref="InvalidFileException">One of the layers has more than the tensor's own numbers.</exception>
    public ParameterBinding Add(Operation operation, ParameterBinding binding)
    {
        ParameterBinding? first = _all.FirstOrDefault(other => other.Source == binding.Source);
        if (first is null)
        {
            _all.Add(binding);
            return binding;
        }

        return first.CanShare(binding)
            ? first
            : throw operation.Node.Unsupported(
                $"it shares the tensor {binding.Source.Name} with another layer that takes it in another way");
    }

    /// <summary>Forgets what was noted last, but for the first few.</summary>
    public void ForgetFrom(int count) => _all.RemoveRange(count, _all.Count - count);
}

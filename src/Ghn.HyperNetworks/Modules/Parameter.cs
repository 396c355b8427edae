using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Modules;

/// <summary>A tensor that a GHN consists of.</summary>
/// <param name="Value">Its value, in the type that its checkpoint has.</param>
/// <param name="Gradient">Where backward passes gather its gradient; null in a GHN that does not learn.</param>
internal sealed record Parameter(Tensor Value, Tensor? Gradient = null)
{
    /// <summary>The parameter as an input to the operations of a tape.</summary>
    public Variable On(Tape tape) => Gradient is null ? tape.Constant(Value) : tape.Parameter(Value, Gradient);
}

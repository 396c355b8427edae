using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Modules;

/// <summary>A layer normalisation of a GHN.</summary>
internal sealed class LayerNorm(Parameter weight, Parameter bias)
{
    private const double Epsilon = 1e-5;

    /// <summary>Normalises each row.</summary>
    public Variable Apply(Variable input) => input.LayerNorm(weight.On(input.Tape), bias.On(input.Tape), Epsilon);
}

using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>A layer normalisation of a GHN.</summary>
internal sealed class Normalization(Tensor weight, Tensor bias)
{
    private const float Epsilon = 1e-5f;

    /// <summary>Normalises each row of <paramref name="input"/>; the output may be the input.</summary>
    public void Apply(Tensor input, Tensor output) =>
        LayerNormalization.Rows(input.Values, output.Values, weight.Values, bias.Values, Epsilon);
}

using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>A linear layer of a GHN: a weight [out, in], in the type that its checkpoint has, and perhaps a bias.</summary>
internal sealed unsafe class Projection(Tensor weight, Tensor? bias)
{
    public int InFeatures => weight.Shape[1];

    public int OutFeatures => weight.Shape[0];

    public Tensor Weight => weight;

    public Tensor? Bias => bias;

    /// <summary>Maps the rows of <paramref name="input"/> [n, in] to a new tensor [n, out].</summary>
    public Tensor Apply(Tensor input, EpilogueFunction function = EpilogueFunction.None)
    {
        Tensor output = Tensor.Allocate([input.Shape[0], OutFeatures]);
        Apply(input, output, function);
        return output;
    }

    /// <summary>Maps the rows of <paramref name="input"/> and stores them, or adds them to what <paramref name="output"/> holds.</summary>
    public void Apply(Tensor input, Tensor output, EpilogueFunction function = EpilogueFunction.None, bool accumulate = false)
    {
        var epilogue = new Epilogue
        {
            ColumnBias = bias is null ? null : (float*)bias.Data,
            Function = function,
            Accumulate = accumulate,
        };
        Gemm.MultiplyTransposed(MatrixView.Of(input), MatrixView.Of(weight), MatrixView.Of(output), epilogue);
        GC.KeepAlive(this);
    }
}

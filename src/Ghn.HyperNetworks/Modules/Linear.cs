using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Reductions;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Modules;

/// <summary>A linear layer of a GHN: a weight [out, in], in the type that its checkpoint has, and perhaps a bias.</summary>
internal sealed class Linear(Parameter weight, Parameter? bias)
{
    public int InFeatures => weight.Value.Shape[1];

    public int OutFeatures => weight.Value.Shape[0];

    public Parameter Weight => weight;

    public Parameter? Bias => bias;

    /// <summary>Weight and, if there is one, bias on a tape.</summary>
    public Variable[] On(Tape tape) => bias is null ? [weight.On(tape)] : [weight.On(tape), bias.On(tape)];

    /// <summary>Maps rows [n, in] to [n, out].</summary>
    public Variable Apply(Variable input, EpilogueFunction function = EpilogueFunction.None) =>
        input.Linear(weight.On(input.Tape), bias?.On(input.Tape), function);

    /// <summary>Maps one vector by a layer of float32 with a bias, off the tape.</summary>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        ReadOnlySpan<float> rows = weight.Value.Values;
        ReadOnlySpan<float> shifts = bias!.Value.Values;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = shifts[i] + TensorPrimitives.Dot(rows.Slice(i * input.Length, input.Length), input);
        }
    }

    /// <summary>The backward pass of one vector: adds the gradient of the input, given that of the output.</summary>
    public void AddTransposed(ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        ReadOnlySpan<float> rows = weight.Value.Values;
        for (int i = 0; i < outputGradient.Length; i++)
        {
            if (outputGradient[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(
                    rows.Slice(i * inputGradient.Length, inputGradient.Length), outputGradient[i], inputGradient, inputGradient);
            }
        }
    }

    /// <summary>Adds to the gradients of weight and bias, given those of the outputs for some inputs.</summary>
    /// <param name="inputs">[n, in].</param>
    /// <param name="outputGradients">[n, out].</param>
    public void AddGradients(Tensor inputs, Tensor outputGradients)
    {
        Matrices.MultiplyTransposed(
            MatrixView.Of(outputGradients).Transposed, MatrixView.Of(inputs).Transposed, MatrixView.Of(weight.Gradient!),
            new Epilogue { Accumulate = true });
        using Tensor sums = Tensor.Allocate([OutFeatures]);
        ColumnSums.Of(outputGradients, sums);
        TensorPrimitives.Add(bias!.Gradient!.Values, sums.Values, bias.Gradient.Values);
    }
}

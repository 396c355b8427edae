using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>The two-layer perceptron, a rectifier after each layer, that turns a node's state into what its neighbours receive.</summary>
internal sealed class MessageMlp(Projection first, Projection second)
{
    private readonly float[] _hidden = new float[first.OutFeatures];

    /// <summary>Computes the message of one node.</summary>
    public void Apply(ReadOnlySpan<float> state, Span<float> message)
    {
        Layer(first, state, _hidden);
        Layer(second, _hidden, message);
    }

    private static void Layer(Projection layer, ReadOnlySpan<float> input, Span<float> output)
    {
        ReadOnlySpan<float> weight = layer.Weight.Values;
        ReadOnlySpan<float> bias = layer.Bias!.Values;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = Math.Max(0, bias[i] + TensorPrimitives.Dot(weight.Slice(i * input.Length, input.Length), input));
        }
    }
}

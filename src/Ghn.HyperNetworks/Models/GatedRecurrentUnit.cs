using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>A gated recurrent unit for one node at a time, with PyTorch's layout: the gates for reset, update and news, in this order.</summary>
internal sealed class GatedRecurrentUnit(Projection input, Projection state)
{
    private readonly float[] _fromInput = new float[input.OutFeatures];
    private readonly float[] _fromState = new float[state.OutFeatures];

    /// <summary>Replaces <paramref name="hidden"/> by the unit's next state on receiving <paramref name="received"/>.</summary>
    public void Update(ReadOnlySpan<float> received, Span<float> hidden)
    {
        Affine(input, received, _fromInput);
        Affine(state, hidden, _fromState);
        int size = hidden.Length;
        Span<float> reset = _fromInput.AsSpan(0, size);
        Span<float> update = _fromInput.AsSpan(size, size);
        Span<float> news = _fromInput.AsSpan(2 * size, size);

        TensorPrimitives.Add(reset, _fromState.AsSpan(0, size), reset);
        TensorPrimitives.Sigmoid(reset, reset);
        TensorPrimitives.Add(update, _fromState.AsSpan(size, size), update);
        TensorPrimitives.Sigmoid(update, update);
        TensorPrimitives.MultiplyAdd(reset, _fromState.AsSpan(2 * size, size), news, news);
        TensorPrimitives.Tanh(news, news);

        // hidden ← (1 − update)·news + update·hidden
        TensorPrimitives.Subtract(hidden, news, hidden);
        TensorPrimitives.MultiplyAdd(update, hidden, news, hidden);
    }

    private static void Affine(Projection layer, ReadOnlySpan<float> vector, Span<float> output)
    {
        ReadOnlySpan<float> weight = layer.Weight.Values;
        ReadOnlySpan<float> bias = layer.Bias!.Values;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = bias[i] + TensorPrimitives.Dot(weight.Slice(i * vector.Length, vector.Length), vector);
        }
    }
}

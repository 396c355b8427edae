using Ghn.HyperNetworks.Modules;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// A gated recurrent unit for one node at a time, with PyTorch's layout: the gates for reset, update and news, in this order.
/// </summary>
internal sealed class GatedRecurrentUnit(Projection input, Projection state)
{
    /// <summary>How many vectors of the state's size describe an update: the three gates, and the state's part of the news.</summary>
    public const int VectorsPerUpdate = 4;

    /// <summary>The layer that acts on what is received.</summary>
    public Projection Input => input;

    /// <summary>The layer that acts on the state.</summary>
    public Projection State => state;

    /// <summary>Computes the next state.</summary>
    /// <param name="received">What is received.</param>
    /// <param name="before">The state.</param>
    /// <param name="gates">Where a description of the update goes: reset, update, news, and the state's part of the news.</param>
    /// <param name="after">Where the next state goes: (1 − update)·news + update·before.</param>
    /// <param name="fromState">Room for what the state's layer says: three vectors.</param>
    public void Update(
        ReadOnlySpan<float> received, ReadOnlySpan<float> before, Span<float> gates, Span<float> after, Span<float> fromState)
    {
        int size = before.Length;
        input.Apply(received, gates[..(3 * size)]);
        state.Apply(before, fromState);
        Span<float> reset = gates[..size];
        Span<float> update = gates.Slice(size, size);
        Span<float> news = gates.Slice(2 * size, size);
        Span<float> newsOfState = gates.Slice(3 * size, size);

        TensorPrimitives.Add(reset, fromState[..size], reset);
        TensorPrimitives.Sigmoid(reset, reset);
        TensorPrimitives.Add(update, fromState.Slice(size, size), update);
        TensorPrimitives.Sigmoid(update, update);
        fromState.Slice(2 * size, size).CopyTo(newsOfState);
        TensorPrimitives.MultiplyAdd(reset, newsOfState, news, news);
        TensorPrimitives.Tanh(news, news);

        TensorPrimitives.Subtract(before, news, after);
        TensorPrimitives.MultiplyAdd(update, after, news, after);
    }

    /// <summary>Propagates the gradient of the next state back.</summary>
    /// <param name="before">The state.</param>
    /// <param name="gates">The description of the update.</param>
    /// <param name="afterGradient">The gradient of the next state.</param>
    /// <param name="inputGradient">Where the gradient of the input layer's output goes.</param>
    /// <param name="stateGradient">Where the gradient of the state layer's output goes.</param>
    /// <param name="receivedGradient">Where the gradient of what was received goes.</param>
    /// <param name="beforeGradient">What the gradient of the state is added to.</param>
    public void Backward(
        ReadOnlySpan<float> before, ReadOnlySpan<float> gates, ReadOnlySpan<float> afterGradient, Span<float> inputGradient,
        Span<float> stateGradient, Span<float> receivedGradient, Span<float> beforeGradient)
    {
        int size = before.Length;
        for (int i = 0; i < size; i++)
        {
            (float reset, float update, float news, float newsOfState) = (
                gates[i], gates[size + i], gates[(2 * size) + i], gates[(3 * size) + i]);
            float ofNews = afterGradient[i] * (1 - update) * (1 - (news * news));
            inputGradient[i] = ofNews * newsOfState * reset * (1 - reset);
            inputGradient[size + i] = afterGradient[i] * (before[i] - news) * update * (1 - update);
            inputGradient[(2 * size) + i] = ofNews;
            stateGradient[i] = inputGradient[i];
            stateGradient[size + i] = inputGradient[size + i];
            stateGradient[(2 * size) + i] = ofNews * reset;
            beforeGradient[i] += afterGradient[i] * update;
        }

        receivedGradient.Clear();
        input.AddTransposed(inputGradient, receivedGradient);
        state.AddTransposed(stateGradient, beforeGradient);
    }
}

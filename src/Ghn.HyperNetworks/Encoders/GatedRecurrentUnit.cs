using Ghn.HyperNetworks.Modules;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// A gated recurrent unit for one node at a time, with PyTorch's layout: the gates for reset, update and candidate, in this order.
/// </summary>
internal sealed class GatedRecurrentUnit(Linear input, Linear state)
{
    /// <summary>How many vectors of the state's size describe an update: the three gates, and the state's part of the candidate.</summary>
    public const int VectorsPerUpdate = 4;

    /// <summary>The layer that acts on what is received.</summary>
    public Linear Input => input;

    /// <summary>The layer that acts on the state.</summary>
    public Linear State => state;

    /// <summary>Computes the next state.</summary>
    /// <param name="received">What is received.</param>
    /// <param name="before">The state.</param>
    /// <param name="gates">Where a description of the update goes: reset, update, candidate, and the state's part of the candidate.</param>
    /// <param name="after">Where the next state goes: (1 − update)·candidate + update·before.</param>
    /// <param name="fromState">Room for what the state's layer says: three vectors.</param>
    public void Update(
        ReadOnlySpan<float> received, ReadOnlySpan<float> before, Span<float> gates, Span<float> after, Span<float> fromState)
    {
        int size = before.Length;
        input.Apply(received, gates[..(3 * size)]);
        state.Apply(before, fromState);
        Span<float> reset = gates[..size];
        Span<float> update = gates.Slice(size, size);
        Span<float> candidate = gates.Slice(2 * size, size);
        Span<float> candidateOfState = gates.Slice(3 * size, size);

        TensorPrimitives.Add(reset, fromState[..size], reset);
        TensorPrimitives.Sigmoid(reset, reset);
        TensorPrimitives.Add(update, fromState.Slice(size, size), update);
        TensorPrimitives.Sigmoid(update, update);
        fromState.Slice(2 * size, size).CopyTo(candidateOfState);
        TensorPrimitives.MultiplyAdd(reset, candidateOfState, candidate, candidate);
        TensorPrimitives.Tanh(candidate, candidate);

        TensorPrimitives.Subtract(before, candidate, after);
        TensorPrimitives.MultiplyAdd(update, after, candidate, after);
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
            (float reset, float update, float candidate, float candidateOfState) = (
                gates[i], gates[size + i], gates[(2 * size) + i], gates[(3 * size) + i]);
            float ofCandidate = afterGradient[i] * (1 - update) * (1 - (candidate * candidate));
            inputGradient[i] = ofCandidate * candidateOfState * reset * (1 - reset);
            inputGradient[size + i] = afterGradient[i] * (before[i] - candidate) * update * (1 - update);
            inputGradient[(2 * size) + i] = ofCandidate;
            stateGradient[i] = inputGradient[i];
            stateGradient[size + i] = inputGradient[size + i];
            stateGradient[(2 * size) + i] = ofCandidate * reset;
            beforeGradient[i] += afterGradient[i] * update;
        }

        receivedGradient.Clear();
        input.AddTransposed(inputGradient, receivedGradient);
        state.AddTransposed(stateGradient, beforeGradient);
    }
}

using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>The two-layer perceptron, a rectifier after each layer, that turns a node's state into what its neighbours receive.</summary>
internal sealed class MessageMlp(Linear first, Linear second)
{
    /// <summary>The width of the layer in between.</summary>
    public int Width => first.OutFeatures;

    /// <summary>The width of a message.</summary>
    public int MessageWidth => second.OutFeatures;

    /// <summary>The parameters on a tape: weight and bias of the first layer, then of the second.</summary>
    public Variable[] On(Tape tape) => [.. first.On(tape), .. second.On(tape)];

    /// <summary>Computes the message of one node.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="hidden">Where the values of the layer in between go.</param>
    /// <param name="message">Where the message goes.</param>
    public void Apply(ReadOnlySpan<float> state, Span<float> hidden, Span<float> message)
    {
        first.Apply(state, hidden);
        TensorPrimitives.Max(hidden, 0, hidden);
        second.Apply(hidden, message);
        TensorPrimitives.Max(message, 0, message);
    }

    /// <summary>Propagates the gradient of a message back.</summary>
    /// <param name="hidden">The values of the layer in between.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageGradient">Its gradient, which becomes that of the second layer's result before the rectifier.</param>
    /// <param name="hiddenGradient">Where the gradient of the first layer's result before the rectifier goes.</param>
    /// <param name="stateGradient">What the gradient of the node's state is added to.</param>
    public void Backward(
        ReadOnlySpan<float> hidden, ReadOnlySpan<float> message, Span<float> messageGradient, Span<float> hiddenGradient,
        Span<float> stateGradient)
    {
        Rectify(message, messageGradient);
        hiddenGradient.Clear();
        second.AddTransposed(messageGradient, hiddenGradient);
        Rectify(hidden, hiddenGradient);
        first.AddTransposed(hiddenGradient, stateGradient);
    }

    /// <summary>
    /// Adds to the gradients of the parameters, given those of both layers' results before the rectifiers, for many states.
    /// </summary>
    public void AddGradients(Tensor states, Tensor hidden, Tensor hiddenGradients, Tensor messageGradients)
    {
        first.AddGradients(states, hiddenGradients);
        second.AddGradients(hidden, messageGradients);
    }

    /// <summary>Keeps the gradient where the value passed the rectifier.</summary>
    private static void Rectify(ReadOnlySpan<float> values, Span<float> gradient)
    {
        for (int i = 0; i < values.Length; i++)
        {
            gradient[i] = values[i] > 0 ? gradient[i] : 0;
        }
    }
}

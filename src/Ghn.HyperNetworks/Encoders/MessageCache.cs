using Ghn.Tensors;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>The messages of all steps of the sweeps of a gated network, and on the backward pass their gradients.</summary>
/// <param name="mlp">What makes messages of states.</param>
/// <param name="steps">The number of steps.</param>
internal sealed class MessageCache(MessageMlp mlp, int steps)
{
    private readonly Tensor _hidden = Tensor.Allocate([steps, mlp.Width]);
    private readonly Tensor _messages = Tensor.Allocate([steps, mlp.MessageWidth]);

    /// <summary>What the trace occupies, for who holds it to dispose of.</summary>
    public IEnumerable<Tensor> Tensors => [_hidden, _messages];

    /// <summary>Computes the message that a step's node sends from then on.</summary>
    public void Send(int step, ReadOnlySpan<float> state) => mlp.Apply(state, Row(_hidden, step), Row(_messages, step));

    /// <summary>The message of a step.</summary>
    public ReadOnlySpan<float> Message(int step) => Row(_messages, step);

    /// <summary>Starts the backward pass.</summary>
    public Gradients Back() => new(mlp, this);

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);

    /// <summary>The gradients of the messages, gathered while the steps are gone through in reverse.</summary>
    internal sealed class Gradients(MessageMlp mlp, MessageCache trace) : IDisposable
    {
        private readonly Tensor _hidden = Tensor.Allocate(trace._hidden.Shape);
        private readonly Tensor _messages = Tensor.Zeros(trace._messages.Shape);

        /// <summary>The gradient of a step's message, to add to.</summary>
        public Span<float> Message(int step) => Row(_messages, step);

        /// <summary>Propagates the gradient of a step's message, which is complete, to the state that it was made of.</summary>
        public void AddTo(int step, Span<float> stateGradient) =>
            mlp.Backward(Row(trace._hidden, step), Row(trace._messages, step), Row(_messages, step), Row(_hidden, step), stateGradient);

        /// <summary>Adds to the gradients of the MLP's parameters.</summary>
        public void AddToParameters(Tensor states) => mlp.AddGradients(states, trace._hidden, _hidden, _messages);

        public void Dispose()
        {
            _hidden.Dispose();
            _messages.Dispose();
        }
    }
}

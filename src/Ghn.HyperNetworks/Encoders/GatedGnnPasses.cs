using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// The two sweeps of a <see cref="GatedGnn"/> through one graph. Step s updates node s in the first sweep and, counting on, the nodes in
/// reverse in the second; what a step computes is kept, a row per step, for the backward pass.
/// </summary>
internal sealed class GatedGnnPasses
{
    private readonly ComputationalGraph _graph;
    private readonly ShortestPaths _paths;
    private readonly GatedRecurrentUnit _cell;
    private readonly int _count;
    private readonly MessageCache _messages;
    private readonly MessageCache? _virtualMessages;
    private readonly Tensor _received;
    private readonly Tensor _before;
    private readonly Tensor _gates;
    private readonly Tensor _after;

    public GatedGnnPasses(
        ComputationalGraph graph, ShortestPaths paths, MessageMlp message, MessageMlp? virtualMessage, GatedRecurrentUnit cell)
    {
        (_graph, _paths, _cell, _count) = (graph, paths, cell, graph.Nodes.Count);
        int hidden = message.MessageWidth;
        _messages = new MessageCache(message, Steps);
        _virtualMessages = virtualMessage is null ? null : new MessageCache(virtualMessage, Steps);
        _received = Tensor.Zeros([Steps, hidden]);
        _before = Tensor.Allocate([Steps, hidden]);
        _gates = Tensor.Allocate([Steps, GatedRecurrentUnit.VectorsPerUpdate * hidden]);
        _after = Tensor.Allocate([Steps, hidden]);
    }

    /// <summary>What is kept, for who holds it to dispose of.</summary>
    public IEnumerable<Tensor> Tensors =>
        [_received, _before, _gates, _after, .. _messages.Tensors, .. _virtualMessages?.Tensors ?? []];

    private int Steps => 2 * _count;

    /// <summary>Computes the states after both sweeps [nodes, hidden] from those before.</summary>
    public Tensor Forward(Tensor nodes)
    {
        Tensor result = Tensor.Allocate(nodes.Shape);
        float[] fromState = new float[_cell.State.OutFeatures];
        for (int step = 0; step < Steps; step++)
        {
            int node = NodeOf(step);
            (step < _count ? Row(nodes, node) : Row(_after, node)).CopyTo(Row(_before, step));
            Receive(step);
            Span<float> state = Row(_after, step);
            _cell.Update(Row(_received, step), Row(_before, step), Row(_gates, step), state, fromState);
            _messages.Send(step, state);
            _virtualMessages?.Send(step, state);
            state.CopyTo(Row(result, node));
        }

        return result;
    }

    /// <summary>Propagates the gradient of the states back, adding to those of the parameters.</summary>
    /// <returns>The gradient of the states before the sweeps.</returns>
    public Tensor Backward(Tensor gradient)
    {
        int hidden = gradient.Shape[1];
        using MessageCache.Gradients messages = _messages.Back();
        using MessageCache.Gradients? virtualMessages = _virtualMessages?.Back();
        using Tensor inputGradients = Tensor.Allocate([Steps, 3 * hidden]);
        using Tensor stateGradients = Tensor.Allocate([Steps, 3 * hidden]);
        Tensor nodes = Tensor.From<float>(gradient.Values, gradient.Shape);
        float[] received = new float[hidden];
        float[] after = new float[hidden];
        for (int step = Steps - 1; step >= 0; step--)
        {
            // A node's row holds the gradient of its state after this step, then that of its state before.
            Span<float> node = Row(nodes, NodeOf(step));
            messages.AddTo(step, node);
            virtualMessages?.AddTo(step, node);
            node.CopyTo(after);
            node.Clear();
            _cell.Backward(
                Row(_before, step), Row(_gates, step), after, Row(inputGradients, step), Row(stateGradients, step), received, node);
            Return(step, received, messages, virtualMessages);
        }

        _cell.Input.AddGradients(_received, inputGradients);
        _cell.State.AddGradients(_before, stateGradients);
        messages.AddToParameters(_after);
        virtualMessages?.AddToParameters(_after);
        return nodes;
    }

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);

    private int NodeOf(int step) => step < _count ? step : Steps - 1 - step;

    /// <summary>The step of a step's sweep that updates a node.</summary>
    private int StepOf(int node, int step) => step < _count ? node : Steps - 1 - node;

    private IReadOnlyList<int> Neighbours(int step) =>
        step < _count ? _graph.Predecessors[NodeOf(step)] : _graph.Successors[NodeOf(step)];

    /// <summary>The nodes that may be connected to a step's node by virtual edges, on the side that the sweep comes from.</summary>
    private (int First, int End) NearSide(int step) => step < _count ? (0, step) : (NodeOf(step) + 1, _count);

    private int Distance(int other, int step) => step < _count ? _paths[other, step] : _paths[NodeOf(step), other];

    private void Receive(int step)
    {
        Span<float> received = Row(_received, step);
        foreach (int neighbour in Neighbours(step))
        {
            TensorPrimitives.Add(received, _messages.Message(StepOf(neighbour, step)), received);
        }

        (int first, int end) = NearSide(step);
        for (int other = first; _virtualMessages is not null && other < end; other++)
        {
            if (Distance(other, step) is > 0 and int distance)
            {
                TensorPrimitives.MultiplyAdd(_virtualMessages.Message(StepOf(other, step)), 1f / distance, received, received);
            }
        }
    }

    /// <summary>Gives the gradient of what a step received to those who sent it.</summary>
    private void Return(int step, ReadOnlySpan<float> gradient, MessageCache.Gradients messages, MessageCache.Gradients? virtualMessages)
    {
        foreach (int neighbour in Neighbours(step))
        {
            Span<float> message = messages.Message(StepOf(neighbour, step));
            TensorPrimitives.Add(message, gradient, message);
        }

        (int first, int end) = NearSide(step);
        for (int other = first; virtualMessages is not null && other < end; other++)
        {
            if (Distance(other, step) is > 0 and int distance)
            {
                Span<float> message = virtualMessages.Message(StepOf(other, step));
                TensorPrimitives.MultiplyAdd(gradient, 1f / distance, message, message);
            }
        }
    }
}

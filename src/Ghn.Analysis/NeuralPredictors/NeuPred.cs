using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>
/// NeuPred, a graph convolutional network that reads a property off an architecture (Wen et al., "Neural Predictor for Neural Architecture
/// Search", 2020), the baseline of the GHN-2 paper's property prediction. It knows kinds of nodes and edges, and no shapes.
/// </summary>
/// <remarks>
/// A layer is H ← (relu(P H W₁) + relu(Q H W₂)) / 2, where P and Q average over successors and predecessors
/// (<see cref="PredictorGraph"/>). The mean over nodes goes through two linear maps with nothing between them, as in the public code.
/// </remarks>
public sealed class NeuPred : IDisposable
{
    private readonly NeuPredSizes _sizes;

    /// <summary>Draws weights by a seed: Xavier's uniform ones in graph convolutions, PyTorch's own in linear maps.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="seed">The seed.</param>
    public NeuPred(NeuPredSizes sizes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        _sizes = sizes;
        for (int layer = 0; layer < sizes.Layers; layer++)
        {
            Shape shape = [layer == 0 ? sizes.Kinds : sizes.Hidden, sizes.Hidden];
            Draw($"gcn.{layer}.weight1", shape, Initializer.XavierUniform);
            Draw($"gcn.{layer}.weight2", shape, Initializer.XavierUniform);
        }

        Draw("fc1.weight", [sizes.Linear, sizes.Hidden], Initializer.KaimingUniform());
        Draw("fc2.weight", [1, sizes.Linear], Initializer.KaimingUniform());

        void Draw(string name, Shape shape, Initializer initializer) =>
            Weights.Add(name, initializer.Create(shape, new RandomSource(seed, name)));
    }

    /// <summary>The weights, in use, under the names of the public code.</summary>
    public StateDict Weights { get; } = [];

    /// <summary>What it reads off a graph.</summary>
    public float Predict(PredictorGraph graph)
    {
        using var tape = new Tape(isRecording: false);
        using Variable output = Forward(tape, graph, name => tape.Constant(Weights[name]), dropout: null);
        return output.Value.Values[0];
    }

    /// <summary>What it reads off a graph, on a tape.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="weight">The weights as variables of the tape.</param>
    /// <param name="dropout">Drops features, given them and the place; null for not at all.</param>
    /// <returns>[1, 1].</returns>
    internal Variable Forward(Tape tape, PredictorGraph graph, Func<string, Variable> weight, Func<Variable, int, Variable>? dropout)
    {
        Variable forward = tape.Constant(graph.Forward), backward = tape.Constant(graph.Backward);
        Variable features = tape.Constant(graph.Kinds);
        for (int layer = 0; layer < _sizes.Layers; layer++)
        {
            using Variable before = features;
            using Variable along = Convolve(forward, before, weight($"gcn.{layer}.weight1"));
            using Variable against = Convolve(backward, before, weight($"gcn.{layer}.weight2"));
            using Variable sum = along.Add(against);
            features = Drop(sum.Scale(0.5f), layer);
        }

        using Variable nodes = features;
        using Variable pooled = nodes.Reduce(ReductionFunction.Mean, [0]);
        using Variable hidden = Drop(pooled.Linear(weight("fc1.weight"), bias: null), _sizes.Layers);
        return hidden.Linear(weight("fc2.weight"), bias: null);

        Variable Drop(Variable signal, int place)
        {
            if (dropout is null)
            {
                return signal;
            }

            using Variable whole = signal;
            return dropout(whole, place);
        }
    }

    /// <summary>Returns the memory of the weights.</summary>
    public void Dispose() => Weights.Dispose();

    private static Variable Convolve(Variable averages, Variable features, Variable weight)
    {
        using Variable projected = features.MatMul(weight);
        using Variable averaged = averages.MatMul(projected);
        return averaged.Relu();
    }
}

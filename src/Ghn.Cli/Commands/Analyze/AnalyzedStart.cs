using Ghn.Analysis.Activations;
using Ghn.Analysis.Weights;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Analyze;

/// <summary>What is seen of a network that starts in a certain way.</summary>
/// <param name="Name">The start.</param>
/// <param name="Layers">Its convolutions and linear layers.</param>
/// <param name="Propagation">How a mini-batch goes through and back; null without images.</param>
/// <param name="Sparsity">How many weights of the first layer are near zero; null where there is no such layer.</param>
/// <param name="FirstFilters">The first layer's weight; null where there is none.</param>
internal sealed record AnalyzedStart(
    string Name, IReadOnlyList<AnalyzedLayer> Layers, SignalPropagation? Propagation, WeightSparsity? Sparsity, Tensor? FirstFilters)
{
    /// <summary>Looks at a model.</summary>
    /// <param name="name">What to call its start.</param>
    /// <param name="model">The model.</param>
    /// <param name="batch">The mini-batch; null for none.</param>
    /// <param name="usesBatchStatistics">Whether batch normalisation goes by the batch.</param>
    public static AnalyzedStart Of(string name, Model model, MiniBatch? batch, bool usesBatchStatistics)
    {
        Network network = model.Network;
        SignalPropagation? propagation = batch is null
            ? null
            : SignalPropagation.Of(model, batch.Images, batch.Labels, usesBatchStatistics);
        Dictionary<string, NetworkNode> nodes = network.Nodes
            .Where(node => node.Layer is Conv2d or Linear).ToDictionary(node => node.Name, StringComparer.Ordinal);
        IEnumerable<AnalyzedLayer> layers = propagation is null
            ? nodes.Values.Select(node => new AnalyzedLayer(node.Name, null, Correlation(node)))
            : propagation.Layers.Select(layer => new AnalyzedLayer(layer.Layer, layer.Variance, Correlation(nodes[layer.Layer])));
        var sparsity = WeightSparsity.OfFirstLayer(network, model.State);
        return new AnalyzedStart(
            name,
            [.. layers],
            propagation,
            sparsity,
            sparsity is null ? null : model.State[sparsity.Parameter]);

        ChannelCorrelation Correlation(NetworkNode node) => ChannelCorrelation.Of(model.State[node.StateName("weight")]);
    }
}

using System.Numerics.Tensors;
using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Training.Initializations;

/// <summary>
/// Fixup (Zhang, Dauphin and Ma, 2019), as far as it needs no change of the architecture: the scalar biases and multipliers of its third
/// rule are left out. With L residual branches, of m weights each:
/// <list type="number">
/// <item>The classification layer, and the last layer of each branch, are zero. Where that is a normalisation, its scale and shift
/// are zero, and the convolution before it is not: behind a zero convolution, batch statistics would be those of nothing.</item>
/// <item>The other weights of the branch are scaled by L^(−1/(2m−2)), if m is at least 2. A normalisation behind a weight undoes that
/// for the forward pass; what remains is that gradients move the weight the more.</item>
/// </list>
/// All else is as torchvision does it.
/// </summary>
internal sealed class FixupInitialization : Initialization
{
    public override string Name => "fixup";

    public override StateDict Create(Network network, ulong seed)
    {
        IReadOnlyList<ResidualBranch> branches = ResidualBranch.Of(network);
        if (branches.Count == 0)
        {
            throw new InvalidRequestException(
                $"{network.Name} has no residual branches, which fixup scales. Choose another initialisation: rand or orth.");
        }

        StateDict weights = network.Initialize(seed);
        foreach (ResidualBranch branch in branches)
        {
            ScaleDown(branch, branches.Count, weights);
            foreach (LayerState entry in OutputStateOf(branch.Last.Layer))
            {
                weights[branch.Last.StateName(entry.Name)].Values.Clear();
            }
        }

        foreach (string name in ClassificationLayers.ParametersOf(network))
        {
            weights[name].Values.Clear();
        }

        return weights;
    }

    private static void ScaleDown(ResidualBranch branch, int branchCount, StateDict weights)
    {
        int weightCount = branch.WeightCount;
        if (weightCount < 2)
        {
            return;
        }

        var factor = (float)Math.Pow(branchCount, -1.0 / ((2 * weightCount) - 2));
        foreach (NetworkNode node in branch.Layers.Where(
            node => node.Layer is Conv2d or Conv1d or ConvTranspose2d or Linear or MultiheadAttention or ShiftedWindowAttention))
        {
            foreach (LayerState entry in node.Layer.State.Where(IsWeight))
            {
                Span<float> values = weights[node.StateName(entry.Name)].Values;
                TensorPrimitives.Multiply(values, factor, values);
            }
        }
    }

    private static bool IsWeight(LayerState entry) =>
        entry.Kind == StateKind.Parameter && entry.Shape.Rank >= 2 && entry.Name.EndsWith("weight", StringComparison.Ordinal);

    /// <summary>The parameters that make a layer's output zero; of an attention, those of its output projection.</summary>
    private static IEnumerable<LayerState> OutputStateOf(Layer layer) => layer.State.Where(entry =>
        entry.Kind == StateKind.Parameter
        && (layer is not (MultiheadAttention or ShiftedWindowAttention)
            || entry.Name.StartsWith("out_proj.", StringComparison.Ordinal)
            || entry.Name.StartsWith("proj.", StringComparison.Ordinal)));
}

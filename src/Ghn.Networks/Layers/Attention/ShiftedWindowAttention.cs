using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>
/// Self-attention within square windows of feature maps (height, width, features) (Liu et al., 2021).
/// <list type="number">
/// <item>Zeros at the bottom and on the right fill the last windows up.</item>
/// <item>The maps roll by <paramref name="Shift"/> upwards and to the left, except along a dimension that one window covers.</item>
/// <item>Within each window there is multi-head attention, with logits scaled by 1/√(features per head), to which the entry
/// of a learnt table for the relative position of query and key is added, and −100 where rolling brought the two together
/// from opposite borders.</item>
/// <item>The output rolls back and loses what was filled up.</item>
/// </list>
/// </summary>
/// <param name="EmbeddingSize">The features of a position, a multiple of <paramref name="Heads"/>.</param>
/// <param name="Heads">The number of heads.</param>
/// <param name="Window">The side of a window.</param>
/// <param name="Shift">How far the windows are shifted: 0, or half a window in every other layer.</param>
public sealed record ShiftedWindowAttention(int EmbeddingSize, int Heads, int Window, int Shift) : Layer
{
    /// <summary>
    /// Whether the learnt table has been looked up beforehand, so that there is a value for each head, query and key, of shape
    /// (1, heads, area, area): exporters do so where they fold constants.
    /// </summary>
    public bool HasExpandedBias { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State
    {
        get
        {
            int offsets = (2 * Window) - 1;
            int positions = Window * Window;
            Initializer bias = Initializer.Uniform(1 / Math.Sqrt(EmbeddingSize));
            LayerState[] relativePositions = HasExpandedBias
                ? [new("relative_position_bias", [1, Heads, positions, positions], Initializer.TruncatedNormal(0.02))]
                :
                [
                    new("relative_position_bias_table", [offsets * offsets, Heads], Initializer.TruncatedNormal(0.02)),
                    new("relative_position_index", [positions * positions], Initializer.RelativePositions(Window), StateKind.Buffer),
                ];
            return
            [
                .. relativePositions,
                new("qkv.weight", [3 * EmbeddingSize, EmbeddingSize], Initializer.KaimingUniform()),
                new("qkv.bias", [3 * EmbeddingSize], bias),
                new("proj.weight", [EmbeddingSize, EmbeddingSize], Initializer.KaimingUniform()),
                new("proj.bias", [EmbeddingSize], bias),
            ];
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (_, _, int features) = SignalShapes.ImageOfFeatures(inputs, this);
        SignalShapes.Require(EmbeddingSize % Heads == 0, this, $"cannot share {EmbeddingSize} features among {Heads} heads");
        SignalShapes.Require(Shift >= 0 && Shift < Window, this, $"cannot shift windows of {Window} by {Shift}");
        SignalShapes.Require(features == EmbeddingSize, this, $"takes (height, width, {EmbeddingSize}), but is given {inputs[0]}");
        return inputs[0];
    }
}

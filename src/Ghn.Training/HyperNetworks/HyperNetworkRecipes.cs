using Ghn.HyperNetworks;

namespace Ghn.Training;

/// <summary>How the papers train their GHNs.</summary>
public static class HyperNetworkRecipes
{
    /// <summary>
    /// GHN-3: AdamW with a learning rate of 4·10⁻⁴ and a weight decay of 10⁻², 75 epochs of images in batches of 128, a cosine after five epochs of
    /// warm-up, the norms of predicted parameters by 3·10⁻⁵.
    /// </summary>
    public static HyperNetworkRecipe Ghn3 { get; } = new() { BatchSize = 128 };

    /// <summary>GHN-1, GHN-2 and MLP: Adam with a learning rate of 10⁻³ and a weight decay of 10⁻⁵, 300 epochs in batches of 64, a tenth at 200 and 250.</summary>
    public static HyperNetworkRecipe Ghn2 { get; } = new()
    {
        Epochs = 300,
        LearningRate = 1e-3,
        WeightDecay = 1e-5,
        DecouplesWeightDecay = false,
        Schedule = HyperNetworkSchedule.Steps,
        Regularization = 0,
    };

    /// <summary>The recipe of the paper that a kind of GHN comes from.</summary>
    public static HyperNetworkRecipe For(EncoderKind encoder) => encoder == EncoderKind.Graphormer ? Ghn3 : Ghn2;
}

using Ghn.HyperNetworks.Configuration;
using Ghn.Training.Optimization;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// How the papers train their GHNs, by name. Each setting names the paper and the section that it is from: GHN-2 is Knyazev et al.
/// (2021), GHN-3 Knyazev et al. (2023). That a gradient's norm is kept below 5 is in neither.
/// </summary>
public static class HyperNetworkRecipes
{
    /// <summary>GHN-3 on ImageNet, and on anything else for want of a recipe of its own.</summary>
    public static HyperNetworkRecipe Ghn3 { get; } = new()
    {
        Optimizer = OptimizerKind.AdamW, // GHN-3, 5: AdamW
        LearningRate = 4e-4, // GHN-3, 5
        Schedule = TrainingSchedule.WarmUpCosine, // GHN-3, 5 names the cosine; its warm-up of five epochs is the public code's
        WeightDecay = 1e-2, // GHN-3, 5
        Regularization = 3e-5, // GHN-3, 5: γ
        BatchSize = 128, // GHN-3, 5
        Epochs = 75, // GHN-3, 5
        MetaBatch = 8, // GHN-3, 5: 8, and 16 for the models called /m16
    };

    /// <summary>GHN-2 on CIFAR-10.</summary>
    public static HyperNetworkRecipe Ghn2 { get; } = new()
    {
        Optimizer = OptimizerKind.Adam, // GHN-2, C.1: Adam
        LearningRate = 1e-3, // GHN-2, C.1
        Schedule = TrainingSchedule.Steps, // GHN-2, C.1: after 200 and 250 epochs; that it is to a tenth is ours
        WeightDecay = 1e-5, // GHN-2, C.1
        Regularization = 0, // GHN-3, 4.2 introduces it
        BatchSize = 64, // GHN-2, C.1
        Epochs = 300, // GHN-2, C.1
        MetaBatch = 8, // GHN-2, 5
    };

    /// <summary>The MLP on CIFAR-10: GHN-2 with its graph network replaced, trained alike (GHN-2, 5 and Table 8).</summary>
    public static HyperNetworkRecipe Mlp => Ghn2;

    /// <summary>GHN-1 on CIFAR-10.</summary>
    public static HyperNetworkRecipe Ghn1 { get; } = Ghn2 with { MetaBatch = 1 }; // GHN-2, 2.2 and Table 8: without meta-batching

    /// <summary>GHN-1 on ImageNet.</summary>
    public static HyperNetworkRecipe Ghn1ImageNet { get; } = Ghn1 with { BatchSize = 256 }; // GHN-2, C.1

    /// <summary>GHN-2 on ImageNet.</summary>
    public static HyperNetworkRecipe Ghn2ImageNet { get; } = Ghn2 with
    {
        BatchSize = 256, // GHN-2, C.1
        Epochs = 150, // GHN-2, C.1
        Schedule = TrainingSchedule.LateSteps, // GHN-2, C.1: after 100 and 140 epochs
    };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, HyperNetworkRecipe> All { get; } = new Dictionary<string, HyperNetworkRecipe>(
        StringComparer.Ordinal)
    {
        ["ghn1"] = Ghn1,
        ["ghn1-imagenet"] = Ghn1ImageNet,
        ["ghn2"] = Ghn2,
        ["ghn2-imagenet"] = Ghn2ImageNet,
        ["mlp"] = Mlp,
        ["ghn3"] = Ghn3,
    };

    /// <summary>The recipe of the paper that a kind of GHN comes from; on CIFAR-10, where the paper has one for that.</summary>
    public static HyperNetworkRecipe For(HyperNetworkConfiguration ghn)
    {
        ArgumentNullException.ThrowIfNull(ghn);
        return ghn.Encoder switch
        {
            EncoderKind.Graphormer => Ghn3,
            EncoderKind.NodeMlp => Mlp,
            _ => IsFirst(ghn) ? Ghn1 : Ghn2,
        };
    }

    /// <summary>
    /// Whether a GHN has nothing of what GHN-2 adds; one without some of it is an ablation of GHN-2, and trained like it.
    /// </summary>
    private static bool IsFirst(HyperNetworkConfiguration ghn) => !ghn.VirtualEdges && !ghn.WeightNormalization && !ghn.LayerNormalization;
}

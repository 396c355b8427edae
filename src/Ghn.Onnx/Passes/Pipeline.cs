using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Passes;

/// <summary>
/// The passes in their order. Constants and views are folded before, as nodes are read, each by its operator, because the shapes of all
/// that follows depend on them.
/// </summary>
internal static class Pipeline
{
    /// <summary>All passes, in order.</summary>
    public static IReadOnlyList<Pass> All { get; } =
    [
        new("What is computed from learnt tensors and then acts as a weight becomes one of its own kind.", CaptureComputedWeights.Apply),
        new("Each node becomes the typed operation that its operator makes of it.", SpecializeNodes.Apply),
        new("A border of −∞ before a max pool becomes part of it.", FuseMaxPoolBorder.Apply),
        new("A bias that is added to a linear map becomes part of it.", FuseLinearBias.Apply),
        new("A bias that is added to a convolution becomes part of it.", FuseConvolutionBias.Apply),
        new("Differences from a mean over their deviation become layer normalisations, with their scale and shift.", FuseLayerNorm.Apply),
        new("Quotients by the root of a mean square become normalisations, with their scale.", FuseRmsNorm.Apply),
        new("Quotients by a power of neighbouring channels' squares become local response normalisations.", FuseLocalResponseNorm.Apply),
        new("A scale and a shift after a group normalisation become part of it.", FuseGroupNorm.Apply),
        new("Products, quotients and bounds that make up an activation become one.", FuseActivations.Apply),
        new("A softmax that is guarded against what is no number becomes a softmax.", FuseGuardedSoftmax.Apply),
        new("A softmax between two products becomes attention, with the linear maps around it for windows.", FuseAttention.Apply),
        new("Concatenations that were flattened into one are found again.", NestConcatenations.Apply) { IsForPyTorch = true },
        new("A chain of sums and products with fixed numbers becomes one factor and one shift.", FuseFixedArithmetic.Apply),
        new("A learnt factor and shift for each channel become a batch normalisation.", FuseScaleShift.Apply),
    ];

    /// <summary>Applies all passes to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="isFromPyTorch">Whether PyTorch exported it.</param>
    public static void Run(OperationGraph graph, bool isFromPyTorch)
    {
        foreach (Pass pass in All.Where(pass => isFromPyTorch || !pass.IsForPyTorch))
        {
            pass.Apply(graph);
        }
    }
}

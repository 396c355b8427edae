using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>What training drops at random.</summary>
internal static class RegularizationExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Dropout>((call, layer) => Drops(call, layer.Probability)
            ? call.Input.Dropout(layer.Probability, call.Seed)
            : call.Input.Reshape(call.Input.Shape)),
        LayerExecutor.Of<StochasticDepth>((call, layer) => Drops(call, layer.Probability)
            ? call.Input.StochasticDepth(layer.Probability, call.Seed)
            : call.Input.Reshape(call.Input.Shape)),
    ];

    private static bool Drops(LayerCall call, double probability) => probability > 0 && call.Mode.DropsOut;
}

using Ghn.Networks;
using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Lowering;

/// <summary>Lowering of outputs: classes that are maps of one position are features, and a lone number is one class.</summary>
internal static class OutputLowering
{
    /// <summary>The signal of what the graph returns.</summary>
    /// <exception cref="ImportException">It is not something for each sample.</exception>
    public static Signal Realize(NetworkAssembly network, SignalView view) => view.Shape switch
    {
        [_, var classes, 1, 1] => network.Realize(view, [classes]),
        { Rank: 0 } when network.Batch == 1 => network.Realize(view.Select(IndexMap.All([1])), [1]),
        [var samples] when samples == network.Batch => network.Realize(view, [1]),
        { Rank: < 2 } other => throw new ImportException($"its output {other} is not something for each of {network.Batch} samples"),
        _ => network.Realize(view),
    };
}

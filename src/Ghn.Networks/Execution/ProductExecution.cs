using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Networks.Execution;

/// <summary>What matrix products do to signals.</summary>
internal static class ProductExecution
{
    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Linear>((call, layer) => call.Input.Linear(
            call.Parameter("weight"), layer.Bias ? call.Parameter("bias") : null,
            call.Function is null ? EpilogueFunction.None : EpilogueFunction.Gelu)),
        LayerExecutor.Of<MatrixProduct>((call, layer) => call.Input.MatMul(call.Inputs[1], layer.IsSecondTransposed)),
    ];
}

using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;
using Softmax = Ghn.Networks.Layers.Softmax;

namespace Ghn.Networks.Execution;

/// <summary>What functions of elements, and softmax, do to signals.</summary>
internal static class ActivationExecution
{
    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Activation>((call, layer) => ActivationKernel.Of(layer.Function).Run(new PlainActivation(call.Input))),
        LayerExecutor.Of<Pointwise>((call, layer) => call.Input.Pointwise(layer.Function, layer.Alpha, layer.Beta)),
        LayerExecutor.Of<LeakyRelu>((call, layer) => call.Input.LeakyRelu(layer.Slope)),
        LayerExecutor.Of<Elu>((call, layer) => call.Input.Elu(layer.Alpha, layer.Scale)),
        LayerExecutor.Of<Celu>((call, layer) => call.Input.Elu(layer.Alpha, steepness: 1 / layer.Alpha)),
        LayerExecutor.Of<PRelu>((call, _) => LeakBySlopes(call.Input, call.Parameter("weight"))),
        LayerExecutor.Of<Softmax>((call, layer) => layer.IsLogarithmic ? call.Input.LogSoftmax() : call.Input.Softmax()),
    ];

    /// <summary>max(x, 0) − a·max(−x, 0).</summary>
    private static Variable LeakBySlopes(Variable x, Variable slopes)
    {
        using Variable negated = x.Scale(-1);
        using Variable negative = negated.Relu();
        using Variable maps = negative.Reshape(slopes.Shape[0] == 1 ? [1, 1, (int)x.Shape.ElementCount] : x.Shape);
        using Variable scaled = maps.MultiplyChannels(slopes);
        using Variable leak = scaled.Scale(-1);
        using Variable below = leak.Reshape(x.Shape);

        // The ReLU comes last, because it may take the input's own memory for its result.
        using Variable above = x.Relu();
        return above.Add(below);
    }

    /// <summary>The function alone.</summary>
    private sealed record PlainActivation(Variable Input) : IActivationUse
    {
        public Variable Run<TFunction>()
            where TFunction : struct, IElementwiseFunction => Input.Activate<TFunction>();
    }
}

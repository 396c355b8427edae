using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Execution;

/// <summary>What normalisations do to signals.</summary>
internal static class NormalizationExecution
{
    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<BatchNorm2d>((call, layer) => call.Function is { } function
            ? ActivationKernel.Of(function).Run(new BatchNormalization(call, layer))
            : new BatchNormalization(call, layer).Run<IdentityFunction>()),
        LayerExecutor.Of<GroupNorm>((call, layer) => call.Input.GroupNorm(
            layer.Groups, layer.Affine ? call.Parameter("weight") : null, layer.Affine ? call.Parameter("bias") : null, layer.Epsilon)),
        LayerExecutor.Of<LayerNorm>(Run),
        LayerExecutor.Of<RmsNorm>((call, layer) => call.Input.RmsNorm(layer.Affine ? call.Parameter("weight") : null, layer.Epsilon)),
        LayerExecutor.Of<LocalResponseNorm>((call, layer) => ResponseNormalization.Run(call.Input, layer)),
    ];

    /// <summary>Layer normalisation of features, of channels, or of the places of several dimensions.</summary>
    private static Variable Run(LayerCall call, LayerNorm layer)
    {
        if (layer.NormalizedShape is null)
        {
            return layer.Affine
                ? Normalize(call.Input, layer, call.Parameter("weight"), layer.Bias ? call.Parameter("bias") : null)
                : Normalize(call.Input, layer);
        }

        Shape shape = call.Input.Shape;
        using Variable rows = call.Input.Reshape([checked((int)(shape.ElementCount / layer.Features)), layer.Features]);
        using Variable? weight = layer.Affine ? call.Parameter("weight").Reshape([layer.Features]) : null;
        using Variable? bias = layer is { Affine: true, Bias: true } ? call.Parameter("bias").Reshape([layer.Features]) : null;
        using Variable normalized = weight is null ? Normalize(rows, layer) : Normalize(rows, layer, weight, bias);
        return normalized.Reshape(shape);
    }

    private static Variable Normalize(Variable x, LayerNorm layer) =>
        layer.ChannelsFirst ? x.ChannelNorm(layer.Epsilon) : x.LayerNorm(layer.Epsilon);

    private static Variable Normalize(Variable x, LayerNorm layer, Variable weight, Variable? bias) =>
        layer.ChannelsFirst ? x.ChannelNorm(weight, bias, layer.Epsilon) : x.LayerNorm(weight, bias, layer.Epsilon);

    /// <summary>f(z + addend), with z the batch normalisation.</summary>
    private sealed record BatchNormalization(LayerCall Call, BatchNorm2d Layer) : IActivationUse
    {
        public Variable Run<TFunction>()
            where TFunction : struct, IElementwiseFunction
        {
            var running = new RunningStatistics(
                Call.Buffer("running_mean"), Call.Buffer("running_var"), Call.Buffer("num_batches_tracked"));
            (Variable? weight, Variable? bias) = Layer.Affine ? (Call.Parameter("weight"), Call.Parameter("bias")) : default;
            double momentum = Call.Mode.Momentum ?? Layer.Momentum;
            return Call.Mode.UsesBatchStatistics || Layer.NormalizesByBatch
                ? Call.Input.BatchNormWithBatchStatistics<TFunction>(
                    weight, bias, Layer.Epsilon, Call.Addend, Call.Mode.UpdatesRunningStatistics ? running : null, momentum)
                : Call.Input.BatchNormWithRunningStatistics<TFunction>(weight, bias, Layer.Epsilon, Call.Addend, running);
        }
    }
}

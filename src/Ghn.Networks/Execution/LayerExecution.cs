using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Pooling;
using Arithmetic = Ghn.Networks.Layers.Arithmetic;
using Softmax = Ghn.Networks.Layers.Softmax;

namespace Ghn.Networks.Execution;

/// <summary>What each layer does to variables.</summary>
internal static class LayerExecution
{
    /// <summary>Runs a layer.</summary>
    /// <param name="call">The layer and what it is given.</param>
    /// <exception cref="ArgumentException">The layer does not take such inputs.</exception>
    public static Variable Run(LayerCall call)
    {
        Shape output = call.OutputShape();
        return call.Inputs.Count > 0 ? Run(call, call.Input, output) : call.Node.Layer switch
        {
            LearntTensor layer => FixedSignals.Of(call, layer),
            FixedTensor layer => FixedSignals.Of(call, layer),
            Layer layer => throw Unknown(layer),
        };
    }

    private static Variable Run(LayerCall call, Variable x, Shape output) =>
        call.Node.Layer switch
        {
            Conv2d layer => Convolutions.Run(call, layer),
            Conv1d layer => Convolutions.Run(call, layer),
            ConvTranspose2d layer => Convolutions.Run(call, layer),
            Linear layer => x.Linear(
                call.Parameter("weight"), layer.Bias ? call.Parameter("bias") : null,
                call.Function is null ? EpilogueFunction.None : EpilogueFunction.Gelu),
            BatchNorm2d layer => Normalize(call, layer),
            GroupNorm layer => x.GroupNorm(
                layer.Groups, layer.Affine ? call.Parameter("weight") : null, layer.Affine ? call.Parameter("bias") : null, layer.Epsilon),
            LayerNorm layer => TokenNormalization.Run(call, layer),
            RmsNorm layer => x.RmsNorm(layer.Affine ? call.Parameter("weight") : null, layer.Epsilon),
            LocalResponseNorm layer => ResponseNormalization.Run(x, layer),
            Activation layer => Activate(x, layer.Function),
            LeakyRelu layer => x.LeakyRelu(layer.Slope),
            Elu layer => x.Elu(layer.Alpha, layer.Scale),
            Celu layer => x.Elu(layer.Alpha, steepness: 1 / layer.Alpha),
            Softmax { IsLogarithmic: true } => x.LogSoftmax(),
            Softmax => x.Softmax(),
            PRelu => LeakBySlopes(x, call.Parameter("weight")),
            MaxPool2d layer => x.MaxPool(
                Window(layer.Kernel, layer.Stride, layer.Padding, layer.EndPadding, layer.Dilation), output[1], output[2]),
            AvgPool2d layer => x.AveragePool(
                Window(layer.Kernel, layer.Stride, layer.Padding, layer.EndPadding, layer.Dilation), layer.CountIncludesPadding,
                output[1], output[2]),
            AdaptiveAvgPool2d => x.AdaptiveAveragePool(output[1], output[2]),
            Pointwise layer => x.Pointwise(layer.Function, layer.Alpha, layer.Beta),
            Add => SignalArithmetic.Fold(call.Inputs, ArithmeticFunction.Add),
            Multiply => SignalArithmetic.Gate(x, call.Inputs[1]),
            Arithmetic layer => SignalArithmetic.Combine(call.Inputs, layer.Function),
            MatrixProduct layer => x.MatMul(call.Inputs[1], layer.IsSecondTransposed),
            ForEachSample => FixedSignals.Repeat(x, call.Inputs[1]),
            Reduction layer => Reduce(x, layer, output),
            Concat => LayoutOperations.Concat(call.Inputs),
            Flatten or Unflatten => x.Reshape([call.BatchSize, .. output]),
            Rearrangement layer => Rearrange(call, layer),
            Subsample layer => x.Subsample(layer.Offset, layer.Step),
            Interpolate layer => x.Interpolate(layer.Resampling, layer.Size.Height, layer.Size.Width),
            Zeros => x.SelectRows(Nothing(x.Shape[1])),
            Permute { To: ImageLayout.ChannelsLast } => x.ChannelsLast(),
            Permute => x.ChannelsFirst(),
            ChannelSlice layer => x.SelectRows(new RowSelection(x.Shape[1], [.. Enumerable.Range(layer.Start, layer.Count)])),
            ChannelShuffle layer => x.SelectRows(Shuffle(x.Shape[1], layer.Groups)),
            ChannelAffine layer => FixedNumbers.Apply(x, layer),
            LayerScale { ChannelsLast: true } => x.MultiplyFeatures(call.Parameter("")),
            LayerScale => x.MultiplyChannels(call.Parameter("")),
            Dropout { Probability: > 0 } layer when call.Mode.DropsOut => x.Dropout(layer.Probability, call.Seed),
            StochasticDepth { Probability: > 0 } layer when call.Mode.DropsOut => x.StochasticDepth(layer.Probability, call.Seed),
            Dropout or StochasticDepth => x.Reshape(x.Shape),
            ToTokens => Tokens(x),
            ToMaps => Maps(x, output),
            ClassToken => x.PrependToken(call.Parameter("")),
            PositionalEmbedding => x.BroadcastAdd(call.Parameter("")),
            PositionalMaps => x.BroadcastAdd(call.Parameter("weight")),
            ScaledDotProductAttention layer => TokenAttention.Run(call, layer),
            SelectToken layer => SelectToken(x, layer.Index),
            MultiheadAttention layer => TokenAttention.Run(call, layer),
            ShiftedWindowAttention layer => WindowAttention.Run(call, layer),
            PatchMerging => WindowAttention.MergePatches(x),
            Opaque layer => throw new NotSupportedException(
                $"{PrintableText.OfName(call.Node.Name)} is an operation {PrintableText.OfName(layer.Operation)}, which is unknown: the "
                    + "network can be drawn and predicted, but not run."),
            Layer layer => throw Unknown(layer),
        };

    private static NotSupportedException Unknown(Layer layer) => new($"No execution of a {layer.GetType().Name} is known.");

    private static Variable Normalize(LayerCall call, BatchNorm2d layer) => call.Function switch
    {
        null => Normalize<IdentityFunction>(call, layer),
        ActivationFunction.Relu => Normalize<ReluFunction>(call, layer),
        ActivationFunction.Relu6 => Normalize<Relu6Function>(call, layer),
        ActivationFunction.Gelu => Normalize<GeluFunction>(call, layer),
        ActivationFunction.Silu => Normalize<SiluFunction>(call, layer),
        ActivationFunction.Sigmoid => Normalize<SigmoidFunction>(call, layer),
        ActivationFunction.Hardsigmoid => Normalize<HardsigmoidFunction>(call, layer),
        ActivationFunction.Hardswish => Normalize<HardswishFunction>(call, layer),
        ActivationFunction.Tanh => Normalize<TanhFunction>(call, layer),
        ActivationFunction.GeluByTanh => Normalize<GeluByTanhFunction>(call, layer),
        ActivationFunction.Mish => Normalize<MishFunction>(call, layer),
        ActivationFunction.Softplus => Normalize<SoftplusFunction>(call, layer),
        { } function => throw new NotSupportedException($"No execution of the function {function} is known."),
    };

    private static Variable Normalize<TFunction>(LayerCall call, BatchNorm2d layer)
        where TFunction : struct, IElementwiseFunction
    {
        var running = new RunningStatistics(call.Buffer("running_mean"), call.Buffer("running_var"), call.Buffer("num_batches_tracked"));
        (Variable? weight, Variable? bias) = layer.Affine ? (call.Parameter("weight"), call.Parameter("bias")) : default;
        double momentum = call.Mode.Momentum ?? layer.Momentum;
        return call.Mode.UsesBatchStatistics || layer.NormalizesByBatch
            ? call.Input.BatchNormWithBatchStatistics<TFunction>(
                weight, bias, layer.Epsilon, call.Addend, call.Mode.UpdatesRunningStatistics ? running : null, momentum)
            : call.Input.BatchNormWithRunningStatistics<TFunction>(weight, bias, layer.Epsilon, call.Addend, running);
    }

    private static Variable Activate(Variable x, ActivationFunction function) => function switch
    {
        ActivationFunction.Relu => x.Relu(),
        ActivationFunction.Relu6 => x.Relu6(),
        ActivationFunction.Gelu => x.Gelu(),
        ActivationFunction.Silu => x.Silu(),
        ActivationFunction.Sigmoid => x.Sigmoid(),
        ActivationFunction.Hardsigmoid => x.Hardsigmoid(),
        ActivationFunction.Hardswish => x.Hardswish(),
        ActivationFunction.Tanh => x.Tanh(),
        ActivationFunction.GeluByTanh => x.GeluByTanh(),
        ActivationFunction.Mish => x.Mish(),
        ActivationFunction.Softplus => x.Softplus(),
        _ => throw new NotSupportedException($"No execution of the function {function} is known."),
    };

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

    private static PoolingWindow Window(Size2d kernel, Size2d stride, Size2d padding, Size2d endPadding, Size2d dilation) =>
        new(kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Height, padding.Width)
        {
            EndPaddingHeight = endPadding.Height,
            EndPaddingWidth = endPadding.Width,
            DilationHeight = dilation.Height,
            DilationWidth = dilation.Width,
        };

    private static Variable Reduce(Variable x, Reduction layer, Shape output)
    {
        using Variable reduced = x.Reduce(layer.Function, [.. layer.Axes.Select(axis => axis + 1)]);
        return reduced.Reshape([x.Shape[0], .. output]);
    }

    private static RowSelection Shuffle(int channels, int groups)
    {
        int groupSize = channels / groups;
        return new RowSelection(
            channels, [.. Enumerable.Range(0, channels).Select(channel => (channel % groups * groupSize) + (channel / groups))]);
    }

    private static Variable Tokens(Variable x)
    {
        using Variable planes = x.Reshape([x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]]);
        return planes.Transpose();
    }

    private static Variable Maps(Variable x, Shape output)
    {
        using Variable planes = x.Transpose();
        return planes.Reshape([x.Shape[0], .. output]);
    }

    private static Variable Rearrange(LayerCall call, Rearrangement layer)
    {
        (RowSelection rows, int width, int groups) = BlockSelection.Of(layer);
        using Variable blocks = call.Input.Reshape([call.BatchSize * groups, rows.SourceRows, width]);
        using Variable moved = blocks.SelectRows(rows, (float)layer.Filler);
        return moved.Reshape([call.BatchSize, .. layer.To]);
    }

    private static RowSelection Nothing(int rows) => new(rows, [.. Enumerable.Repeat(RowSelection.Empty, rows)]);

    private static Variable SelectToken(Variable x, int index)
    {
        using Variable token = x.SelectRows(new RowSelection(x.Shape[1], [index]));
        return token.Reshape([x.Shape[0], x.Shape[2]]);
    }
}

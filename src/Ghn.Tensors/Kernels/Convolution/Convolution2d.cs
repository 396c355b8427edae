using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Two-dimensional convolution of float32 images, and its gradients, as PyTorch's <c>conv2d</c> defines them (a
/// cross-correlation: the kernel is not flipped). All tensors are dense, channels before pixels.
/// </summary>
public static unsafe class Convolution2d
{
    /// <summary>Convolves images.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="input">The images [batch, channels, height, width].</param>
    /// <param name="weight">The kernels [out channels, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">What is added to each output channel [out channels]; null for nothing.</param>
    /// <param name="output">Where the result goes [batch, out channels, out height, out width].</param>
    /// <exception cref="ArgumentException">A tensor has not the shape or type that the sizes demand.</exception>
    public static void Forward(in ConvolutionGeometry g, Tensor input, Tensor weight, Tensor? bias, Tensor output)
    {
        g.Check();
        Require(input, g.InputShape, nameof(input));
        Require(weight, g.WeightShape, nameof(weight));
        Require(output, g.OutputShape, nameof(output));
        if (bias is not null)
        {
            Require(bias, [g.OutChannels], nameof(bias));
        }

        if (g.Batch > 0)
        {
            float* biases = bias is null ? null : (float*)bias.Data;
            ConvolutionPlan plan = WinogradConvolution.Suits(g) ? ConvolutionPlan.Tiles(g, isBackward: false) : ConvolutionPlan.Forward(g);
            Run(plan, (float*)input.Data, (float*)weight.Data, biases, (float*)output.Data);
        }

        KeepAlive(input, weight, bias, output);
    }

    /// <summary>Computes the gradient with respect to the input, which it overwrites.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="outputGradient">The gradient with respect to the output, in its shape.</param>
    /// <param name="weight">The kernels.</param>
    /// <param name="inputGradient">Where the result goes, in the input's shape.</param>
    /// <exception cref="ArgumentException">A tensor has not the shape or type that the sizes demand.</exception>
    public static void BackwardInput(in ConvolutionGeometry g, Tensor outputGradient, Tensor weight, Tensor inputGradient)
    {
        g.Check();
        Require(outputGradient, g.OutputShape, nameof(outputGradient));
        Require(weight, g.WeightShape, nameof(weight));
        Require(inputGradient, g.InputShape, nameof(inputGradient));
        if (g.Batch > 0)
        {
            ConvolutionPlan plan = WinogradConvolution.Suits(g)
                ? ConvolutionPlan.Tiles(g, isBackward: true)
                : ConvolutionPlan.BackwardInput(g);
            Run(plan, (float*)outputGradient.Data, (float*)weight.Data, null, (float*)inputGradient.Data);
        }

        KeepAlive(outputGradient, weight, inputGradient);
    }

    /// <summary>Computes the gradient with respect to the weight, which it overwrites.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="input">The images.</param>
    /// <param name="outputGradient">The gradient with respect to the output, in its shape.</param>
    /// <param name="weightGradient">Where the result goes, in the weight's shape.</param>
    /// <exception cref="ArgumentException">A tensor has not the shape or type that the sizes demand.</exception>
    public static void BackwardWeight(in ConvolutionGeometry g, Tensor input, Tensor outputGradient, Tensor weightGradient)
    {
        g.Check();
        Require(input, g.InputShape, nameof(input));
        Require(outputGradient, g.OutputShape, nameof(outputGradient));
        Require(weightGradient, g.WeightShape, nameof(weightGradient));
        if (g.Batch == 0)
        {
            weightGradient.Values.Clear();
        }
        else if (IsDepthwise(g.GroupInChannels, g.GroupOutChannels))
        {
            ConvolutionPlan plan = ConvolutionPlan.Forward(g);
            if (BlockedDepthwiseWeightGradient.Suits(plan))
            {
                BlockedDepthwiseWeightGradient.Run(plan, (float*)input.Data, (float*)outputGradient.Data, (float*)weightGradient.Data);
            }
            else
            {
                DepthwiseWeightGradient.Run(plan, (float*)input.Data, (float*)outputGradient.Data, (float*)weightGradient.Data);
            }
        }
        else if (WinogradConvolution.Suits(g))
        {
            WinogradWeightGradient.Run(g, (float*)input.Data, (float*)outputGradient.Data, (float*)weightGradient.Data);
        }
        else
        {
            DenseWeightGradient.Run(g, (float*)input.Data, (float*)outputGradient.Data, (float*)weightGradient.Data);
        }

        KeepAlive(input, outputGradient, weightGradient);
    }

    /// <summary>Computes the gradient with respect to the bias, which it overwrites: the sum over images and pixels.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="outputGradient">The gradient with respect to the output, in its shape.</param>
    /// <param name="biasGradient">Where the result goes [out channels].</param>
    /// <exception cref="ArgumentException">A tensor has not the shape or type that the sizes demand.</exception>
    public static void BackwardBias(in ConvolutionGeometry g, Tensor outputGradient, Tensor biasGradient)
    {
        g.Check();
        Require(outputGradient, g.OutputShape, nameof(outputGradient));
        Require(biasGradient, [g.OutChannels], nameof(biasGradient));
        ConvolutionGeometry sizes = g;
        WorkerPool.For(g.OutChannels, channel =>
        {
            float sum = 0;
            for (int n = 0; n < sizes.Batch; n++)
            {
                float* plane = (float*)outputGradient.Data + ((((long)n * sizes.OutChannels) + channel) * sizes.OutPlane);
                sum += TensorPrimitives.Sum(new ReadOnlySpan<float>(plane, sizes.OutPlane));
            }

            biasGradient.Values[channel] = sum;
        });
        KeepAlive(outputGradient, biasGradient);
    }

    private static void Run(ConvolutionPlan plan, float* source, float* weights, float* bias, float* target)
    {
        if (plan.IsTiled)
        {
            WinogradConvolution.Run(plan, source, weights, bias, target);
        }
        else if (IsDepthwise(plan.SourceChannels, plan.TargetChannels) && BlockedDepthwiseConvolution.Suits(plan))
        {
            BlockedDepthwiseConvolution.Run(plan, source, weights, bias, target);
        }
        else if (IsDepthwise(plan.SourceChannels, plan.TargetChannels))
        {
            DepthwiseConvolution.Run(plan, source, weights, bias, target);
        }
        else
        {
            ImplicitGemmConvolution.Run(plan, source, weights, bias, target);
        }
    }

    private static bool IsDepthwise(int groupInChannels, int groupOutChannels) => groupInChannels == 1 && groupOutChannels == 1;

    private static void Require(Tensor tensor, Shape shape, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.ElementType != ElementType.Float32 || tensor.Shape != shape)
        {
            throw new ArgumentException($"The tensor must be {ElementType.Float32} {shape}, but is {tensor}.", name);
        }
    }

    /// <summary>Tensors are read by their addresses, so they must not be collected before the work is done.</summary>
    private static void KeepAlive(params ReadOnlySpan<Tensor?> tensors)
    {
        foreach (Tensor? tensor in tensors)
        {
            GC.KeepAlive(tensor);
        }
    }
}

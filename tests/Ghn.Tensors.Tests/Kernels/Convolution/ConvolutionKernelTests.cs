using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Convolutions with each kernel of the matrix product, also those that this processor would not choose.</summary>
public sealed unsafe class ConvolutionKernelTests
{
    private static readonly GemmKernel[] All = [.. GemmKernel.All, new Avx512NarrowKernel()];

    public static TheoryData<int> Kernels => [.. Enumerable.Range(0, All.Length).Where(i => All[i].IsSupported)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_gives_the_same_output_and_gradients(int kernel) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(ConvolutionCase.Generator(groupChannels: 20, groups: 2, size: 12).ToArbitrary(), g => Compare(g, All[kernel])));

    [Theory]
    [InlineData(40, 64, 28, 3, 1, 1)]
    [InlineData(300, 50, 7, 3, 1, 1)]
    [InlineData(24, 30, 30, 3, 2, 1)]
    [InlineData(24, 400, 14, 1, 1, 1)]
    [InlineData(64, 64, 20, 5, 2, 64)]
    public void The_number_of_threads_does_not_change_a_bit(int inChannels, int outChannels, int size, int kernel, int stride, int groups)
    {
        var geometry = new ConvolutionGeometry(
            3, inChannels, size, size, outChannels, kernel, kernel, stride, stride, kernel / 2, kernel / 2, 1, 1, groups);
        float[][] parallel = Results(geometry);
        float[][] alone = [];

        // Inside a loop of the pool, a convolution runs on one thread.
        WorkerPool.For(2, i => alone = i == 0 ? Results(geometry) : alone);
        Assert.Equal(alone, parallel);
    }

    private static float[][] Results(in ConvolutionGeometry g)
    {
        using Tensor input = Numbers([g.Batch, g.InChannels, g.Height, g.Width]);
        using Tensor weight = Numbers([g.OutChannels, g.InChannels / g.Groups, g.KernelHeight, g.KernelWidth]);
        using Tensor gradient = Numbers([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        using Tensor output = Tensor.Allocate(gradient.Shape);
        using Tensor inputGradient = Tensor.Allocate(input.Shape);
        using Tensor weightGradient = Tensor.Allocate(weight.Shape);
        Convolution2d.Forward(g, input, weight, null, output);
        Convolution2d.BackwardInput(g, gradient, weight, inputGradient);
        Convolution2d.BackwardWeight(g, input, gradient, weightGradient);
        return [output.Values.ToArray(), inputGradient.Values.ToArray(), weightGradient.Values.ToArray()];
    }

    private static void Compare(ConvolutionGeometry g, GemmKernel kernel)
    {
        float[][] expected = Results(g);
        using Tensor input = Numbers([g.Batch, g.InChannels, g.Height, g.Width]);
        using Tensor weight = Numbers([g.OutChannels, g.InChannels / g.Groups, g.KernelHeight, g.KernelWidth]);
        using Tensor gradient = Numbers([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        using Tensor output = Tensor.Allocate(gradient.Shape);
        using Tensor inputGradient = Tensor.Allocate(input.Shape);
        using Tensor weightGradient = Tensor.Allocate(weight.Shape);
        ImplicitGemmConvolution.Run(ConvolutionPlan.Forward(g), (float*)input.Data, (float*)weight.Data, null, (float*)output.Data, kernel);
        ImplicitGemmConvolution.Run(
            ConvolutionPlan.BackwardInput(g), (float*)gradient.Data, (float*)weight.Data, null, (float*)inputGradient.Data, kernel);
        DenseWeightGradient.Run(g, (float*)input.Data, (float*)gradient.Data, (float*)weightGradient.Data, kernel);
        RequireNear(expected[0], output);
        RequireNear(expected[1], inputGradient);
        RequireNear(expected[2], weightGradient);
    }

    private static void RequireNear(float[] expected, Tensor actual)
    {
        double scale = 1 + expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual.Values[i], 3e-6 * scale);
        }
    }

    private static Tensor Numbers(Shape shape)
    {
        Tensor tensor = Tensor.Allocate(shape);
        var random = new Random(shape[0]);
        foreach (ref float value in tensor.Values)
        {
            value = random.NextSingle() - 0.5f;
        }

        return tensor;
    }
}

using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Winograd's method against the sweeps that multiply every tap, with each kernel of the matrix product.</summary>
public sealed unsafe class WinogradTests
{
    private static readonly GemmKernel[] All = [.. GemmKernel.All, new Avx512NarrowKernel()];

    public static TheoryData<int> Kernels => [.. Enumerable.Range(0, All.Length).Where(i => All[i].IsSupported)];

    private static Gen<ConvolutionGeometry> Geometries =>
        from batch in Gen.Choose(1, 6)
        from inChannels in Gen.Choose(1, 30)
        from outChannels in Gen.Choose(1, 30)
        from size in Gen.ArrayOf(Gen.Choose(2, 40), 2)
        from padding in Gen.ArrayOf(Gen.Choose(0, 2), 2)
        let geometry = Geometry(batch, inChannels, outChannels, size[0], size[1], padding[0], padding[1])
        where geometry.OutHeight > 0 && geometry.OutWidth > 0
        select geometry;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_gives_the_same_as_a_sweep_over_all_taps(int kernel) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(Geometries.ToArbitrary(), g => Compare(g, All[kernel], 1e-6)));

    [Theory]
    [InlineData(64, 56)]
    [InlineData(256, 14)]
    [InlineData(512, 7)]
    public void Outputs_of_residual_networks_are_as_accurate_as_by_all_taps(int channels, int size)
    {
        ConvolutionGeometry g = Geometry(1, channels, channels, size, size, 1, 1);
        using Tensor input = Numbers([1, channels, size, size]);
        using Tensor weight = Numbers([channels, channels, 3, 3]);
        using Tensor output = Unwritten(input.Shape);
        using Tensor direct = Unwritten(input.Shape);
        WinogradConvolution.Run(
            ConvolutionPlan.Tiles(g, isBackward: false), (float*)input.Data, (float*)weight.Data, null, (float*)output.Data);
        ImplicitGemmConvolution.Run(ConvolutionPlan.Forward(g), (float*)input.Data, (float*)weight.Data, null, (float*)direct.Data);
        (double error, double directError) = (Error(output), Error(direct));
        Assert.True(error < 1.5 * directError, $"{g}: {error} is more than {directError}");

        double Error(Tensor tensor)
        {
            var random = new Random(channels);
            int[] places = [.. Enumerable.Range(0, 300).Select(_ => random.Next(channels * size * size))];
            return Math.Sqrt(places.Sum(at => Math.Pow(tensor.Values[at] - Exact(at), 2)));
        }

        double Exact(int at)
        {
            (int channel, int pixel) = Math.DivRem(at, size * size);
            (int row, int column) = Math.DivRem(pixel, size);
            double sum = 0;
            for (int tap = 0; tap < 9 * channels; tap++)
            {
                (int i, int j) = (row - 1 + (tap % 9 / 3), column - 1 + (tap % 3));
                bool isInside = i >= 0 && i < size && j >= 0 && j < size;
                double value = isInside ? input.Values[(((tap / 9 * size) + i) * size) + j] : 0;
                sum += value * weight.Values[(channel * 9 * channels) + tap];
            }

            return sum;
        }
    }

    private static ConvolutionGeometry Geometry(int batch, int inChannels, int outChannels, int height, int width, int down, int right) =>
        new(batch, inChannels, height, width, outChannels, 3, 3, 1, 1, down, right, 1, 1, 1);

    private static void Compare(ConvolutionGeometry g, GemmKernel kernel, double tolerance)
    {
        using Tensor input = Numbers([g.Batch, g.InChannels, g.Height, g.Width]);
        using Tensor weight = Numbers([g.OutChannels, g.InChannels, 3, 3]);
        using Tensor bias = Numbers([g.OutChannels]);
        using Tensor gradient = Numbers([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        float* x = (float*)input.Data;
        float* w = (float*)weight.Data;
        float* b = (float*)bias.Data;
        float* dy = (float*)gradient.Data;

        using Tensor output = Unwritten(gradient.Shape);
        using Tensor expectedOutput = Unwritten(gradient.Shape);
        WinogradConvolution.Run(ConvolutionPlan.Tiles(g, isBackward: false), x, w, b, (float*)output.Data, kernel);
        ImplicitGemmConvolution.Run(ConvolutionPlan.Forward(g), x, w, b, (float*)expectedOutput.Data);
        RequireNear(expectedOutput, output, tolerance, g);

        using Tensor inputGradient = Unwritten(input.Shape);
        using Tensor expectedGradient = Unwritten(input.Shape);
        WinogradConvolution.Run(ConvolutionPlan.Tiles(g, isBackward: true), dy, w, null, (float*)inputGradient.Data, kernel);
        ImplicitGemmConvolution.Run(ConvolutionPlan.BackwardInput(g), dy, w, null, (float*)expectedGradient.Data);
        RequireNear(expectedGradient, inputGradient, tolerance, g);

        using Tensor weightGradient = Unwritten(weight.Shape);
        using Tensor expectedWeightGradient = Unwritten(weight.Shape);
        WinogradWeightGradient.Run(g, x, dy, (float*)weightGradient.Data, kernel);
        DenseWeightGradient.Run(g, x, dy, (float*)expectedWeightGradient.Data);
        RequireNear(expectedWeightGradient, weightGradient, tolerance, g);
    }

    /// <summary>The distance of all elements together, relative to their length, as rounding makes it.</summary>
    private static void RequireNear(Tensor expected, Tensor actual, double tolerance, in ConvolutionGeometry g)
    {
        double distance = TensorPrimitives.Distance<float>(expected.Values, actual.Values) / TensorPrimitives.Norm<float>(expected.Values);
        Assert.True(distance <= tolerance, $"{g}: {distance}");
    }

    private static Tensor Unwritten(Shape shape)
    {
        Tensor tensor = Tensor.Allocate(shape);
        tensor.Values.Fill(float.NaN);
        return tensor;
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

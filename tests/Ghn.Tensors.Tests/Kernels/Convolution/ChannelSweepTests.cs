using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Depthwise convolutions sixteen channels at a time against those plane by plane.</summary>
public sealed unsafe class ChannelSweepTests
{
    [Fact]
    public void Sixteen_channels_at_a_time_equal_plane_by_plane() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150),
            Prop.ForAll(ConvolutionCase.Generator(groupChannels: 1, groups: 40, size: 20).ToArbitrary(), Compare));

    [Fact]
    public void Pixels_turn_back_into_the_planes_they_were_made_of() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Gen.Choose(1, 16).SelectMany(_ => Gen.Choose(1, 70), (channels, count) => (channels, count)).ToArbitrary(), size =>
            {
                float[] planes = [.. Enumerable.Range(0, size.channels * size.count).Select(i => (float)i)];
                float[] pixels = new float[(size.count * ChannelBlockLayout.VectorWidth) + ChannelBlockLayout.Slack];
                float[] back = new float[planes.Length];
                fixed (float* from = planes, through = pixels, to = back)
                {
                    ChannelBlockLayout.Gather(from, size.count, size.channels, size.count, through);
                    ChannelBlockLayout.Scatter(through, size.count, to, size.count, size.channels);
                }

                Assert.Equal(planes, back);
                Assert.Equal(planes[^1], pixels[((size.count - 1) * ChannelBlockLayout.VectorWidth) + size.channels - 1]);
            }));

    private static void Compare(ConvolutionGeometry g)
    {
        ConvolutionGeometry depthwise = g with { InChannels = g.Groups, OutChannels = g.Groups };
        using Tensor input = Numbers([g.Batch, g.Groups, g.Height, g.Width]);
        using Tensor weight = Numbers([g.Groups, 1, g.KernelHeight, g.KernelWidth]);
        using Tensor bias = Numbers([g.Groups]);
        using Tensor gradient = Numbers([g.Batch, g.Groups, g.OutHeight, g.OutWidth]);
        float* x = (float*)input.Data;
        float* w = (float*)weight.Data;
        float* b = (float*)bias.Data;
        float* dy = (float*)gradient.Data;
        ConvolutionPlan forward = ConvolutionPlan.Forward(depthwise);
        ConvolutionPlan backward = ConvolutionPlan.BackwardInput(depthwise);
        RequireNear(
            gradient.Shape,
            y => BlockedDepthwiseConvolution.Run(forward, x, w, b, (float*)y.Data),
            y => DepthwiseConvolution.Run(forward, x, w, b, (float*)y.Data),
            g);
        RequireNear(
            input.Shape,
            dx => BlockedDepthwiseConvolution.Run(backward, dy, w, null, (float*)dx.Data),
            dx => DepthwiseConvolution.Run(backward, dy, w, null, (float*)dx.Data),
            g);
        RequireNear(
            weight.Shape,
            dw => BlockedDepthwiseWeightGradient.Run(forward, x, dy, (float*)dw.Data),
            dw => DepthwiseWeightGradient.Run(forward, x, dy, (float*)dw.Data),
            g);
    }

    private static void RequireNear(Shape shape, Action<Tensor> run, Action<Tensor> runExpected, in ConvolutionGeometry g)
    {
        using Tensor actual = Tensor.Allocate(shape);
        using Tensor expected = Tensor.Allocate(shape);
        actual.Values.Fill(float.NaN);
        run(actual);
        runExpected(expected);
        for (int i = 0; i < expected.Values.Length; i++)
        {
            float distance = Math.Abs(expected.Values[i] - actual.Values[i]);

            // Sums in another order: the rounding grows with what is added up.
            Assert.True(
                distance <= 1e-6f * (10 + Math.Abs(expected.Values[i])), $"{g}: {actual.Values[i]} at {i}, not {expected.Values[i]}.");
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

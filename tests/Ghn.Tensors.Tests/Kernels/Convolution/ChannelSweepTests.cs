using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Depthwise and grouped convolutions sixteen channels at a time against those plane by plane, and group by group.</summary>
public sealed unsafe class ChannelSweepTests
{
    private delegate void SweepRun(SweepPlan plan, float* source, float* weights, float* bias, float* target);

    private delegate void GradientRun(SweepPlan plan, float* input, float* outputGradient, float* weightGradient);

    [Fact]
    public void Sixteen_channels_at_a_time_equal_plane_by_plane() =>
        Require(150, ConvolutionCase.Generator(groupChannels: 1, groups: 40, size: 20), g =>
        {
            ConvolutionGeometry depthwise = g with { InChannels = g.Groups, OutChannels = g.Groups };
            Compare(
                depthwise,
                ChannelSweep.Run,
                (plan, source, weights, bias, target) => DepthwiseSweep.Run(plan, source, weights, bias, target),
                ChannelWeightGradient.Run,
                (plan, input, gradient, result) => DepthwiseWeightGradient.Run(plan, input, gradient, result));
        });

    [Fact]
    public void Blocks_of_small_groups_equal_group_by_group() =>
        Require(100, ConvolutionCase.Generator(groupChannels: 20, groups: 7, size: 12), g => Compare(
            g,
            GroupedSweep.Run,
            (plan, source, weights, bias, target) => DenseSweep.Run(plan, source, weights, bias, target),
            GroupedWeightGradient.Run,
            (_, input, gradient, result) => DenseWeightGradient.Run(g, input, gradient, result)));

    [Fact]
    public void Pixels_turn_back_into_the_planes_they_were_made_of() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Gen.Choose(1, 16).SelectMany(_ => Gen.Choose(1, 70), (channels, count) => (channels, count)).ToArbitrary(), size =>
            {
                float[] planes = [.. Enumerable.Range(0, size.channels * size.count).Select(i => (float)i)];
                float[] pixels = new float[(size.count * ChannelBlock.Lanes) + ChannelBlock.Slack];
                float[] back = new float[planes.Length];
                fixed (float* from = planes, through = pixels, to = back)
                {
                    ChannelBlock.Gather(from, size.count, size.channels, size.count, through);
                    ChannelBlock.Scatter(through, size.count, to, size.count, size.channels);
                }

                Assert.Equal(planes, back);
                Assert.Equal(planes[^1], pixels[((size.count - 1) * ChannelBlock.Lanes) + size.channels - 1]);
            }));

    private static void Require(int count, Gen<ConvolutionGeometry> geometries, Action<ConvolutionGeometry> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(geometries.ToArbitrary(), check));

    private static void Compare(
        ConvolutionGeometry g, SweepRun run, SweepRun expected, GradientRun runGradient, GradientRun expectedGradient)
    {
        using Tensor input = Numbers([g.Batch, g.InChannels, g.Height, g.Width]);
        using Tensor weight = Numbers([g.OutChannels, g.InChannels / g.Groups, g.KernelHeight, g.KernelWidth]);
        using Tensor bias = Numbers([g.OutChannels]);
        using Tensor gradient = Numbers([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        float* x = (float*)input.Data;
        float* w = (float*)weight.Data;
        float* b = (float*)bias.Data;
        float* dy = (float*)gradient.Data;
        var forward = SweepPlan.Forward(g);
        var backward = SweepPlan.BackwardInput(g);
        RequireNear(gradient.Shape, y => run(forward, x, w, b, (float*)y.Data), y => expected(forward, x, w, b, (float*)y.Data), g);
        RequireNear(input.Shape, dx => run(backward, dy, w, null, (float*)dx.Data), dx => expected(backward, dy, w, null, (float*)dx.Data), g);
        RequireNear(
            weight.Shape, dw => runGradient(forward, x, dy, (float*)dw.Data), dw => expectedGradient(forward, x, dy, (float*)dw.Data), g);
    }

    private static void RequireNear(Shape shape, Action<Tensor> run, Action<Tensor> runExpected, in ConvolutionGeometry g)
    {
        using Tensor actual = Tensor.Allocate(shape);
        using Tensor expected = Tensor.Allocate(shape);
        actual.Values.Fill(float.NaN);
        run(actual);
        runExpected(expected);
        double scale = 1 + Math.Abs(TensorPrimitives.MaxMagnitude<float>(expected.Values));
        for (int i = 0; i < expected.Values.Length; i++)
        {
            float distance = Math.Abs(expected.Values[i] - actual.Values[i]);
            Assert.True(distance <= 3e-6 * scale, $"{g}: {actual.Values[i]} at {i}, not {expected.Values[i]}.");
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

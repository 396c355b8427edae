using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Every vector length of the depthwise kernel against its definition.</summary>
public sealed unsafe class DepthwiseKernelTests
{
    public static TheoryData<int> Kernels =>
        [.. Enumerable.Range(0, DepthwiseKernel.All.Count).Where(i => DepthwiseKernel.All[i].IsSupported)];

    private static Gen<(int[] Offsets, int Count)> Slides =>
        from offsets in Gen.ArrayOf(Gen.Choose(0, 90), 25).SelectMany(all => Gen.Choose(1, 25), (all, count) => all[..count])
        from count in Gen.Choose(1, 400)
        select (offsets, count);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_slides_taps_over_a_plane(int kernel) => Require((offsets, count) =>
    {
        float[] source = Numbers(count + 90 + DepthwiseKernel.Slack);
        float[] weights = Numbers(offsets.Length);
        float[] target = new float[count + DepthwiseKernel.Slack];
        fixed (float* from = source, by = weights, to = target)
        {
            DepthwiseKernel.All[kernel].Slide(from, offsets, by, 0.25f, to, count);
        }

        for (int q = 0; q < count; q++)
        {
            double expected = 0.25 + offsets.Select((offset, t) => (double)weights[t] * source[q + offset]).Sum();
            Assert.Equal(expected, target[q], 5e-6);
        }
    });

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_correlates_planes(int kernel) => Require((offsets, count) =>
    {
        float[] source = Numbers(count + 90 + DepthwiseKernel.Slack);
        float[] gradient = [.. Numbers(count), .. new float[DepthwiseKernel.Slack]];
        float[] sums = Numbers(offsets.Length);
        float[] before = [.. sums];
        fixed (float* from = source, by = gradient, to = sums)
        {
            DepthwiseKernel.All[kernel].Correlate(from, offsets, by, to, count);
        }

        for (int t = 0; t < offsets.Length; t++)
        {
            double expected = before[t] + Enumerable.Range(0, count).Sum(q => (double)gradient[q] * source[q + offsets[t]]);
            Assert.Equal(expected, sums[t], 2e-5);
        }
    });

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static void Require(Action<int[], int> check) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100),
            Prop.ForAll(Slides.ToArbitrary(), slide => check(slide.Offsets, slide.Count)));
}

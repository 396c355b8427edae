using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Activation functions and exponentials against double precision.</summary>
public sealed class ActivationTests
{
    private const double HalfUnit = 1.0 / (1 << 24);

    [Fact]
    public void Gelu_is_within_two_ten_millionths_and_the_rounding_of_its_result()
    {
        float[] inputs = [.. Enumerable.Range(-120_000, 240_001).Select(i => i * 1e-4f)];
        float[] outputs = [.. inputs];
        Activations.Gelu(outputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            double expected = NormalDistribution.Gelu(inputs[i]);
            Assert.True(Math.Abs(outputs[i] - expected) <= 2e-7 + (Math.Abs(expected) * HalfUnit),
                $"GELU({inputs[i]}) is {outputs[i]}, not {expected}.");
        }
    }

    [Fact]
    public void Gelu_of_the_ends_is_their_limit()
    {
        float[] values = [float.NegativeInfinity, -1e30f, -50, 0, 1e30f, float.PositiveInfinity, float.NaN];
        Activations.Gelu(values);
        Assert.Equal([0, 0, 0, 0, 1e30f, float.PositiveInfinity, float.NaN], values);
    }

    [Fact]
    public void Exponentials_are_within_two_units_in_the_last_place()
    {
        for (float x = -87.3f; x < 88.7f; x += 0.00317f)
        {
            double expected = Math.Exp(x);
            Assert.Equal(expected, Exponential.Of(Vector512.Create(x))[0], 4 * HalfUnit * expected);
        }
    }

    [Fact]
    public void Exponentials_of_the_ends_are_their_limits()
    {
        Assert.Equal(0, Exponential.Of(Vector512.Create(-88f))[0]);
        Assert.Equal(0, Exponential.Of(Vector512.Create(float.NegativeInfinity))[0]);
        Assert.Equal(1, Exponential.Of(Vector512.Create(0f))[0]);
        Assert.Equal(float.PositiveInfinity, Exponential.Of(Vector512.Create(89f))[0]);
        Assert.Equal(float.PositiveInfinity, Exponential.Of(Vector512.Create(float.PositiveInfinity))[0]);
        Assert.Equal(float.NaN, Exponential.Of(Vector512.Create(float.NaN))[0]);
    }

    [Fact]
    public void Softplus_and_mish_have_all_their_digits_however_small_they_are()
    {
        for (float x = -80; x < 30; x += 0.0137f)
        {
            double u = Math.Exp(x);
            double softplus = x < -15 ? u - (u * u / 2) : Math.Log(1 + u);
            double mish = x * Math.Tanh(softplus);
            Assert.Equal(softplus, SoftplusFunction.Value(Vector512.Create(x))[0], 10 * HalfUnit * softplus);
            Assert.Equal(mish, MishFunction.Value(Vector512.Create(x))[0], 10 * HalfUnit * Math.Abs(mish));
        }
    }

    [Fact]
    public void Relu_cuts_negative_numbers_off() => RequireElementwise(Activations.Relu, x => Math.Max(x, 0), 0);

    [Fact]
    public void Sigmoid_is_the_logistic_function() => RequireElementwise(Activations.Sigmoid, x => 1 / (1 + Math.Exp(-x)), 2e-7);

    [Fact]
    public void Tanh_is_the_hyperbolic_tangent() => RequireElementwise(Activations.Tanh, Math.Tanh, 2e-7);

    [Fact]
    public void Relu_keeps_NaN()
    {
        float[] values = [float.NaN, -1, 2];
        Activations.Relu(values);
        Assert.Equal([float.NaN, 0, 2], values);
    }

    private delegate void InPlace(Span<float> values);

    private static void RequireElementwise(InPlace function, Func<double, double> expected, double tolerance) =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(Gen.Choose(-20_000, 20_000).ArrayOf().ToArbitrary(), thousandths =>
            {
                float[] inputs = [.. thousandths.Select(x => x / 1000f)];
                float[] outputs = [.. inputs];
                function(outputs);
                for (int i = 0; i < inputs.Length; i++)
                {
                    Assert.Equal(expected(inputs[i]), outputs[i], tolerance);
                }
            }));
}

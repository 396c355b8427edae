using Ghn.Tensors;

namespace Ghn.Networks.State;

/// <summary>How a parameter or buffer is filled before anything is learnt or predicted.</summary>
public abstract record Initializer
{
    /// <summary>All zeros.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>All ones.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>A 64-bit integer zero: a counter that has not counted yet.</summary>
    public static Initializer Counter { get; } = new CounterInitializer();

    /// <summary>Every element the same.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Normal with mean 0.</summary>
    public static Initializer Normal(double standardDeviation) => new NormalInitializer(standardDeviation);

    /// <summary>Normal with mean 0, cut off at ±<paramref name="limit"/> (absolute, as PyTorch's <c>trunc_normal_</c>).</summary>
    public static Initializer TruncatedNormal(double standardDeviation, double limit = 2) =>
        new TruncatedNormalInitializer(standardDeviation, limit);

    /// <summary>Uniform in ±<paramref name="bound"/>.</summary>
    public static Initializer Uniform(double bound) => new UniformInitializer(bound);

    /// <summary>Normal with the standard deviation √(2 / fan) (He et al., 2015).</summary>
    public static Initializer KaimingNormal(Fan fan = Fan.In) => new KaimingNormalInitializer(fan);

    /// <summary>
    /// Uniform in ±√(<paramref name="gainSquared"/> · 3 / fan). PyTorch's default for convolutional and linear weights has the
    /// squared gain 1/3, its <c>kaiming_uniform_</c> for sigmoid layers has 1.
    /// </summary>
    public static Initializer KaimingUniform(Fan fan = Fan.In, double gainSquared = 1.0 / 3) =>
        new KaimingUniformInitializer(fan, gainSquared);

    /// <summary>Uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010).</summary>
    public static Initializer XavierUniform { get; } = new XavierUniformInitializer();

    /// <summary>
    /// For each pair of positions in a square window, the 64-bit index of their offset in a table of all offsets, as
    /// Swin transformers keep it; the shape must have window⁴ elements.
    /// </summary>
    /// <param name="window">The side of the window.</param>
    public static Initializer RelativePositions(int window) => new RelativePositionInitializer(window);

    /// <summary>Fills a new tensor.</summary>
    /// <param name="shape">The shape of the tensor.</param>
    /// <param name="random">The source of randomness.</param>
    public abstract Tensor Create(Shape shape, RandomSource random);
}

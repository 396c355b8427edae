using Ghn.Tensors;

namespace Ghn.Networks.State;

internal sealed record ConstantInitializer(double Value) : Initializer
{
    public override Tensor Create(Shape shape, RandomSource random)
    {
        Tensor tensor = Tensor.Allocate(shape);
        tensor.Values.Fill((float)Value);
        return tensor;
    }
}

internal sealed record CounterInitializer : Initializer
{
    public override Tensor Create(Shape shape, RandomSource random) => Tensor.Zeros(shape, ElementType.Int64);
}

/// <summary>The initialisers that draw each element independently.</summary>
internal abstract record ElementwiseInitializer : Initializer
{
    public sealed override Tensor Create(Shape shape, RandomSource random)
    {
        Tensor tensor = Tensor.Allocate(shape);
        double scale = Scale(shape);
        foreach (ref float value in tensor.Values)
        {
            value = (float)(Draw(random) * scale);
        }

        return tensor;
    }

    protected abstract double Scale(Shape shape);

    protected abstract double Draw(RandomSource random);
}

internal abstract record SymmetricUniformInitializer : ElementwiseInitializer
{
    protected sealed override double Draw(RandomSource random) => (2 * random.NextUniform()) - 1;
}

internal sealed record UniformInitializer(double Bound) : SymmetricUniformInitializer
{
    protected override double Scale(Shape shape) => Bound;
}

internal sealed record KaimingUniformInitializer(Fan Fan, double GainSquared) : SymmetricUniformInitializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(3 * GainSquared / Fan.Of(shape));
}

internal sealed record XavierUniformInitializer : SymmetricUniformInitializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(6 / (Fan.In.Of(shape) + Fan.Out.Of(shape)));
}

internal sealed record NormalInitializer(double StandardDeviation) : ElementwiseInitializer
{
    protected override double Scale(Shape shape) => StandardDeviation;

    protected override double Draw(RandomSource random) => random.NextNormal();
}

internal sealed record KaimingNormalInitializer(Fan Fan) : ElementwiseInitializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(2 / Fan.Of(shape));

    protected override double Draw(RandomSource random) => random.NextNormal();
}

internal sealed record TruncatedNormalInitializer(double StandardDeviation, double Limit) : ElementwiseInitializer
{
    protected override double Scale(Shape shape) => StandardDeviation;

    protected override double Draw(RandomSource random)
    {
        while (true)
        {
            double draw = random.NextNormal();
            if (Math.Abs(draw * StandardDeviation) <= Limit)
            {
                return draw;
            }
        }
    }
}

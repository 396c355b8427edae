using Ghn.Tensors;

namespace Ghn.Networks.State;

/// <summary>The number of connections of a weight that scales its initialisation.</summary>
public enum Fan
{
    /// <summary>Connections into one output: elements per entry of the first dimension.</summary>
    In,

    /// <summary>Connections out of one input: first dimension times the kernel's area.</summary>
    Out,
}

/// <summary>Computes fans as PyTorch does.</summary>
internal static class Fans
{
    /// <summary>The fan of a weight of shape [out, in, …].</summary>
    public static double Of(this Fan fan, Shape shape)
    {
        double area = shape.Dimensions[2..].ToArray().Aggregate(1.0, (product, size) => product * size);
        return area * (fan == Fan.In ? shape[1] : shape[0]);
    }
}

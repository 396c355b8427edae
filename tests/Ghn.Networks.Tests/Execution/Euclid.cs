using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Lengths of vectors in double precision.</summary>
internal static class Euclid
{
    public static double Norm(Tensor tensor)
    {
        double squares = 0;
        foreach (float value in tensor.Values)
        {
            squares += (double)value * value;
        }

        return Math.Sqrt(squares);
    }
}

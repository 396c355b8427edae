using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Vectors;

/// <summary>The exponential function of vectors, to within two units in the last place.</summary>
internal static class Exponential
{
    /// <summary>Below this, eˣ is smaller than every normal float32 and counts as zero.</summary>
    private const float Min = -87.3365448f;

    /// <summary>Above this, eˣ is infinite.</summary>
    private const float Max = 88.7228394f;

    /// <summary>ln 2 in two parts; a whole number up to 2¹² times the first is exact.</summary>
    private const float Ln2Upper = 0.693115234f;
    private const float Ln2Lower = 3.19461833e-05f;

    /// <summary>
    /// eˣ = 2ⁿ·eʳ, where n is the whole number nearest to x / ln 2 and so |r| ≤ ln 2 / 2; there, eʳ = 1 + r + r²·P(r) with a polynomial P
    /// fitted for the least relative error.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> bounded = Vector512.Min(Vector512.Max(x, Vector512.Create(Min)), Vector512.Create(Max));
        Vector512<float> n = Vector512.Round(bounded * 1.44269502f);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2Upper), bounded);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2Lower), r);

        Vector512<float> p = Vector512.Create(0.00138141913f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.0083689047f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.0416684076f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.166665196f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.49999994f));
        p = Vector512.MultiplyAddEstimate(p, r * r, r) + Vector512<float>.One;

        // Half of the exponent is added before, half after: 2ⁿ itself may be no float32.
        Vector512<int> exponent = Vector512.ConvertToInt32Native(n);
        Vector512<int> half = exponent >> 1;
        Vector512<float> result = p * PowerOfTwo(half) * PowerOfTwo(exponent - half);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Min)), Vector512<float>.Zero, result);
        return Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(Max)), Vector512.Create(float.PositiveInfinity), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) => ((exponent + Vector512.Create(127)) << 23).AsSingle();
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ghn.Analysis.Regression;

/// <summary>
/// What <see cref="SvrSolver"/> looks at in each of its many steps, eight samples at a time: residuals, and what is added to each of them
/// for the gain of raising its weight and for the cost of lowering it.
/// </summary>
/// <remarks>Arrays are padded to whole vectors by samples that cannot be raised or lowered.</remarks>
internal sealed class SvrResiduals
{
    private static readonly Vector512<double> Lanes = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
    private static readonly Vector512<double> None = Vector512.Create(double.NegativeInfinity);

    private readonly double[] _residuals;
    private readonly double[] _gainOffsets;
    private readonly double[] _costOffsets;

    /// <summary>Prepares residuals of zero for weights that cannot be moved.</summary>
    public SvrResiduals(int count)
    {
        PaddedCount = (count + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
        _residuals = new double[PaddedCount];
        _gainOffsets = new double[PaddedCount];
        _costOffsets = new double[PaddedCount];
        Array.Fill(_gainOffsets, double.NegativeInfinity);
        Array.Fill(_costOffsets, double.PositiveInfinity);
    }

    /// <summary>How long rows of the kernel are to be.</summary>
    public int PaddedCount { get; }

    /// <summary>What raising a weight gains.</summary>
    public double Gain(int i) => _residuals[i] + _gainOffsets[i];

    /// <summary>What lowering a weight costs.</summary>
    public double Cost(int i) => _residuals[i] + _costOffsets[i];

    /// <summary>Says on which side of which corners a weight lies.</summary>
    public void SetOffsets(int i, double gain, double cost) => (_gainOffsets[i], _costOffsets[i]) = (gain, cost);

    /// <summary>Computes y − Kβ anew, without the rounding that many updates gather.</summary>
    public void Set(double[] targets, double[][] kernel, double[] weights)
    {
        targets.CopyTo(_residuals, 0);
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(kernel[i], -weights[i], _residuals, _residuals);
            }
        }
    }

    /// <summary>The sample of greatest gain, and by how much that exceeds the least cost.</summary>
    public (int Best, double Gap) FindGap() => Update(0, _residuals, _residuals);

    /// <summary>Changes residuals by a move of two weights, and finds the gap in the same pass.</summary>
    /// <param name="change">By how much one weight was raised, the other lowered.</param>
    /// <param name="raised">The kernel's row of the first.</param>
    /// <param name="lowered">The kernel's row of the second.</param>
    public (int Best, double Gap) Update(double change, double[] raised, double[] lowered)
    {
        Vector512<double> step = Vector512.Create(change), greatest = None, least = -None, places = Vector512<double>.Zero, place = Lanes;
        for (int i = 0; i < PaddedCount; i += Vector512<double>.Count)
        {
            Vector512<double> residuals = At(_residuals, i) - (step * (At(raised, i) - At(lowered, i)));
            residuals.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_residuals), (nuint)i);
            Vector512<double> gains = residuals + At(_gainOffsets, i);
            Vector512<double> isGreater = Vector512.GreaterThan(gains, greatest);
            greatest = Vector512.ConditionalSelect(isGreater, gains, greatest);
            places = Vector512.ConditionalSelect(isGreater, place, places);
            least = Vector512.Min(least, residuals + At(_costOffsets, i));
            place += Vector512.Create((double)Vector512<double>.Count);
        }

        double leastCost = double.PositiveInfinity;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            leastCost = Math.Min(leastCost, least[lane]);
        }

        (int best, double gain) = GreatestOf(greatest, places);
        return (best, gain - leastCost);
    }

    /// <summary>The sample that, lowered while another is raised, decreases the objective most; −1 where none decreases it.</summary>
    public int FindPartner(int raised, double[] kernel, double leastCurvature)
    {
        Vector512<double> gain = Vector512.Create(Gain(raised)), greatest = Vector512<double>.Zero, places = -Vector512<double>.One;
        Vector512<double> two = Vector512.Create(2.0), flattest = Vector512.Create(leastCurvature), place = Lanes;
        for (int i = 0; i < PaddedCount; i += Vector512<double>.Count)
        {
            Vector512<double> difference = gain - (At(_residuals, i) + At(_costOffsets, i));
            Vector512<double> curvature = Vector512.Max(two - (two * At(kernel, i)), flattest);
            Vector512<double> decrease = difference * Vector512.Max(difference, Vector512<double>.Zero) / curvature;
            Vector512<double> isGreater = Vector512.GreaterThan(decrease, greatest);
            greatest = Vector512.ConditionalSelect(isGreater, decrease, greatest);
            places = Vector512.ConditionalSelect(isGreater, place, places);
            place += Vector512.Create((double)Vector512<double>.Count);
        }

        return GreatestOf(greatest, places).Place;
    }

    /// <summary>The greatest value over all lanes, and the first place where it is.</summary>
    private static (int Place, double Value) GreatestOf(Vector512<double> values, Vector512<double> places)
    {
        (double place, double value) = (places[0], values[0]);
        for (int lane = 1; lane < Vector512<double>.Count; lane++)
        {
            if (values[lane] > value || (values[lane] == value && places[lane] < place))
            {
                (place, value) = (places[lane], values[lane]);
            }
        }

        return ((int)place, value);
    }

    private static Vector512<double> At(double[] values, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)index);
}

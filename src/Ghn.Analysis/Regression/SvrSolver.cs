namespace Ghn.Analysis.Regression;

/// <summary>
/// Solves ε-support vector regression: the weights β that minimise ½β'Kβ + ε∑|β| − y'β where ∑β = 0 and |β| ≤ C.
/// </summary>
/// <remarks>
/// Sequential minimal optimisation. With residuals r = y − Kβ, raising βᵢ gains rᵢ − ε (rᵢ + ε below zero), lowering βⱼ costs rⱼ − ε
/// (rⱼ + ε where it is not above zero); while some gain exceeds some cost, a pair is moved: i has the greatest gain, j the greatest
/// decrease of the objective (Fan, Chen and Lin, "Working set selection using second order information", 2005). A weight stops at zero and
/// at ±C, the corners of the objective. Once the gap is small, the weights between corners mostly are those of the solution, and a linear
/// system gives their values, which saves most of the steps. What is left at the end is rounding, where libsvm stops at 10⁻³.
/// </remarks>
internal sealed class SvrSolver
{
    private const double LeastCurvature = 1e-12;
    private const double FirstGoal = 1e-5;
    private const double LastGoal = 1e-12;
    private const int StepsPerRound = 1 << 16;
    private const int MaxRounds = 1 << 12;
    private const int RoundsOfRounding = 3;

    private readonly int _count;
    private readonly double _epsilon;
    private readonly double _scale;
    private readonly double[] _targets;
    private readonly double[][] _kernel;
    private readonly SvrResiduals _residuals;

    /// <summary>Prepares a problem of some samples of a table; all weights are zero.</summary>
    /// <param name="kernel">The kernel of all pairs of the table, row by row, with ones on the diagonal.</param>
    /// <param name="samples">Which rows of the table.</param>
    /// <param name="targets">A target for each of these.</param>
    /// <param name="epsilon">Errors up to this cost nothing.</param>
    public SvrSolver(double[] kernel, int[] samples, double[] targets, double epsilon)
    {
        (_count, _targets, _epsilon) = (samples.Length, targets, epsilon);
        _scale = 1 + targets.Max(Math.Abs);
        _residuals = new SvrResiduals(_count);
        int rowLength = (int)Math.Sqrt(kernel.Length);
        _kernel = Array.ConvertAll(samples, row => SubRow(kernel.AsSpan(row * rowLength), samples, _residuals.PaddedCount));
        Weights = new double[_count];
    }

    /// <summary>β, a weight for each sample.</summary>
    public double[] Weights { get; }

    /// <summary>What is added to the weighted kernels.</summary>
    public double Intercept { get; private set; }

    /// <summary>By how much the greatest gain exceeds the least cost: no more than rounding, unless it was given up.</summary>
    public double Gap { get; private set; }

    /// <summary>How many pairs were moved.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// Solves for a limit, from the weights as they are: those of a smaller limit are a good start, and are the solution where none of
    /// them touches that limit.
    /// </summary>
    /// <param name="limit">C, not below the one before.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Solve(double limit, CancellationToken cancellation = default)
    {
        for (int i = 0; i < _count; i++)
        {
            SetOffsets(i, limit);
        }

        double goal = FirstGoal;
        int closed = 0;
        for (int round = 0; round < MaxRounds && closed < RoundsOfRounding; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            _residuals.Set(_targets, _kernel, Weights);
            (int best, Gap) = _residuals.FindGap();
            if (Gap <= LastGoal * _scale)
            {
                break;
            }

            if (Gap <= goal * _scale)
            {
                SolveBetweenCorners(limit);
                goal = Math.Max(goal / 100, LastGoal);
            }
            else if (Improve(best, limit, goal * _scale) && goal == LastGoal)
            {
                closed++;
            }
        }

        Intercept = FindIntercept(limit);
    }

    /// <summary>
    /// Gives the weights between corners the values that make their gains equal; they stay as they are where that would take one of
    /// them past a corner.
    /// </summary>
    private void SolveBetweenCorners(double limit)
    {
        int[] free = [.. Enumerable.Range(0, _count).Where(i => Weights[i] != 0 && Math.Abs(Weights[i]) < limit)];
        if (free.Length < 2 || CholeskyFactor.Of(free.Length, (row, column) => _kernel[free[row]][free[column]]) is not { } factor)
        {
            return;
        }

        double[] changes = Array.ConvertAll(free, _residuals.Gain);
        double[] ones = new double[free.Length];
        Array.Fill(ones, 1);
        factor.Solve(changes);
        factor.Solve(ones);
        double shift = (changes.Sum() + Weights.Sum()) / ones.Sum();
        for (int i = 0; i < free.Length; i++)
        {
            changes[i] -= shift * ones[i];
        }

        if (free.Zip(changes).All(move => IsBetweenSameCorners(Weights[move.First], Weights[move.First] + move.Second)))
        {
            foreach ((int i, double change) in free.Zip(changes))
            {
                Weights[i] += change;
            }
        }

        bool IsBetweenSameCorners(double before, double after) => after * Math.Sign(before) > 0 && Math.Abs(after) < limit;
    }

    /// <summary>Moves pairs until the gap seems closed (true), or long enough for residuals to have gathered rounding.</summary>
    private bool Improve(int best, double limit, double goal)
    {
        for (int step = 0; step < StepsPerRound; step++)
        {
            int partner = _residuals.FindPartner(best, _kernel[best], LeastCurvature);
            if (partner < 0)
            {
                return true;
            }

            double change = Move(best, partner, limit);
            StepCount++;
            (best, double gap) = _residuals.Update(change, _kernel[best], _kernel[partner]);
            if (gap <= goal)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Raises one weight and lowers another by what is best, or by what their corners allow.</summary>
    private double Move(int raised, int lowered, double limit)
    {
        double curvature = Math.Max(2 - (2 * _kernel[raised][lowered]), LeastCurvature);
        double wanted = (_residuals.Gain(raised) - _residuals.Cost(lowered)) / curvature;
        double upper = Weights[raised] < 0 ? 0 : limit;
        double lower = Weights[lowered] > 0 ? 0 : -limit;
        double change = Math.Min(wanted, Math.Min(upper - Weights[raised], Weights[lowered] - lower));

        // A weight that comes to a corner lies on it exactly, so that it counts as being there.
        Weights[raised] = change == upper - Weights[raised] ? upper : Weights[raised] + change;
        Weights[lowered] = change == Weights[lowered] - lower ? lower : Weights[lowered] - change;
        SetOffsets(raised, limit);
        SetOffsets(lowered, limit);
        return change;
    }

    private void SetOffsets(int i, double limit)
    {
        double gain = Weights[i] >= limit ? double.NegativeInfinity : Weights[i] < 0 ? _epsilon : -_epsilon;
        double cost = Weights[i] <= -limit ? double.PositiveInfinity : Weights[i] > 0 ? -_epsilon : _epsilon;
        _residuals.SetOffsets(i, gain, cost);
    }

    /// <summary>The mean of what weights between corners ask for; without any, the middle of what is allowed, as in libsvm.</summary>
    private double FindIntercept(double limit)
    {
        double sum = 0, lowest = double.NegativeInfinity, highest = double.PositiveInfinity;
        int free = 0;
        for (int i = 0; i < _count; i++)
        {
            if (Weights[i] != 0 && Math.Abs(Weights[i]) < limit)
            {
                sum += _residuals.Gain(i);
                free++;
            }

            lowest = Math.Max(lowest, _residuals.Gain(i));
            highest = Math.Min(highest, _residuals.Cost(i));
        }

        return free > 0 ? sum / free : (lowest + highest) / 2;
    }

    private static double[] SubRow(ReadOnlySpan<double> row, int[] samples, int paddedCount)
    {
        double[] chosen = new double[paddedCount];
        for (int i = 0; i < samples.Length; i++)
        {
            chosen[i] = row[samples[i]];
        }

        return chosen;
    }
}

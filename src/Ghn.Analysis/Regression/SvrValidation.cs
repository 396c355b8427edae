namespace Ghn.Analysis.Regression;

/// <summary>
/// Scores limits C on one fold, with one kernel and one ε, each from the solution of the limit before. Where no weight touches a limit,
/// greater ones have the same solution to the last bit, so that such candidates tie.
/// </summary>
internal sealed class SvrValidation
{
    private readonly Fold _fold;
    private readonly double[] _heldOut;
    private readonly double[][] _kernel;
    private readonly SvrSolver _solver;

    /// <summary>Prepares a fold.</summary>
    /// <param name="kernel">The kernel of all pairs of samples, row by row.</param>
    /// <param name="targets">A target for each sample.</param>
    /// <param name="fold">What is fitted to and what is held out.</param>
    /// <param name="epsilon">Errors up to this cost nothing.</param>
    public SvrValidation(double[] kernel, IReadOnlyList<double> targets, Fold fold, double epsilon)
    {
        _fold = fold;
        _heldOut = Array.ConvertAll(fold.HeldOut, place => targets[place]);
        _kernel = Array.ConvertAll(
            fold.HeldOut, row => Array.ConvertAll(fold.Training, column => kernel[(row * targets.Count) + column]));
        _solver = new SvrSolver(kernel, fold.Training, Array.ConvertAll(fold.Training, place => targets[place]), epsilon);
    }

    /// <summary>R² on the samples held out.</summary>
    /// <param name="limit">C, not below the one before.</param>
    /// <param name="cancellation">Stops it.</param>
    public double Score(double limit, CancellationToken cancellation)
    {
        _solver.Solve(limit, cancellation);
        double mean = _heldOut.Average(), error = 0, spread = 0;
        for (int i = 0; i < _fold.HeldOut.Length; i++)
        {
            double predicted = System.Numerics.Tensors.TensorPrimitives.Dot<double>(_kernel[i], _solver.Weights) + _solver.Intercept;
            error += (_heldOut[i] - predicted) * (_heldOut[i] - predicted);
            spread += (_heldOut[i] - mean) * (_heldOut[i] - mean);
        }

        // scikit-learn's rule for targets that are all equal.
        return spread > 0 ? 1 - (error / spread) : error == 0 ? 1 : 0;
    }
}

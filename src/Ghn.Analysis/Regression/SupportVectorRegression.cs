namespace Ghn.Analysis.Regression;

/// <summary>
/// ε-support vector regression with an RBF kernel: f(x) = ∑ βᵢ exp(−γ|x − xᵢ|²) + intercept, by which the GHN-2 paper predicts properties
/// of architectures (Section 5.2 and C.2).
/// <code>
/// var regression = SupportVectorRegression.Fit(embeddings, accuracies, new SvrParameters(C: 10, Gamma: 0.05, Epsilon: 0.1));
/// double accuracy = regression.Predict(embedding);
/// </code>
/// </summary>
/// <remarks>
/// The problem is scikit-learn's <c>SVR</c>. It is solved in float64 until only rounding is left; scikit-learn stops at a tolerance of
/// 10⁻³ with kernel values in float32, so its predictions differ by up to about a thousandth.
/// </remarks>
public sealed class SupportVectorRegression
{
    /// <summary>A regression of known weights.</summary>
    /// <param name="supports">The samples whose weights are not zero, all of one length.</param>
    /// <param name="weights">Their weights β.</param>
    /// <param name="intercept">What is added.</param>
    /// <param name="gamma">The kernel's γ.</param>
    /// <exception cref="ArgumentException">There is not one weight for each sample.</exception>
    public SupportVectorRegression(IReadOnlyList<double[]> supports, IReadOnlyList<double> weights, double intercept, double gamma)
    {
        ArgumentNullException.ThrowIfNull(supports);
        ArgumentNullException.ThrowIfNull(weights);
        if (supports.Count != weights.Count)
        {
            throw new ArgumentException($"{weights.Count} weights for {supports.Count} samples", nameof(weights));
        }

        (Supports, Weights, Intercept, Gamma) = (supports, weights, intercept, gamma);
    }

    /// <summary>The samples whose weights are not zero.</summary>
    public IReadOnlyList<double[]> Supports { get; }

    /// <summary>The weights β of the supports.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>What is added to the weighted kernels.</summary>
    public double Intercept { get; }

    /// <summary>The kernel's γ.</summary>
    public double Gamma { get; }

    /// <summary>Finds the regression of samples.</summary>
    /// <param name="samples">The samples, vectors of one length.</param>
    /// <param name="targets">What to predict for each.</param>
    /// <param name="parameters">C, γ and ε.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no sample, not one target for each, or a number is not finite.</exception>
    public static SupportVectorRegression Fit(
        IReadOnlyList<double[]> samples, IReadOnlyList<double> targets, SvrParameters parameters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Samples.Check(samples, targets, least: 1);
        double[] kernel = RbfKernel.Matrix(RbfKernel.SquaredDistances(samples), parameters.Gamma);
        var solver = new SvrSolver(kernel, [.. Enumerable.Range(0, samples.Count)], [.. targets], parameters.Epsilon);
        solver.Solve(parameters.C, cancellation);
        int[] supports = [.. Enumerable.Range(0, samples.Count).Where(i => solver.Weights[i] != 0)];
        return new SupportVectorRegression(
            [.. supports.Select(i => samples[i])], [.. supports.Select(i => solver.Weights[i])], solver.Intercept, parameters.Gamma);
    }

    /// <summary>The prediction for a sample.</summary>
    /// <param name="sample">The sample, as long as those that it was fitted to.</param>
    public double Predict(ReadOnlySpan<double> sample)
    {
        double sum = Intercept;
        for (int i = 0; i < Supports.Count; i++)
        {
            sum += Weights[i] * RbfKernel.Of(sample, Supports[i], Gamma);
        }

        return sum;
    }
}

using Ghn.Analysis.Statistics;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Ghn.Analysis.ZeroCost;

/// <summary>
/// <c>jacob_cov</c>: how differently a network looks at different images (Mellor et al., 2021). The gradients of the sum of all outputs
/// with respect to each image are correlated; of the eigenvalues v of that matrix the score is −Σ (ln(v + k) + 1/(v + k)), k = 10⁻⁵. The
/// matrix is symmetric, and is taken so: general eigenvalues, as the reference takes, may turn complex for images that are alike.
/// </summary>
internal static class JacobianCovariance
{
    private const double Offset = 1e-5;

    /// <summary>The score; null where the gradient of an image does not vary.</summary>
    public static double? Score(ProxyBatch batch)
    {
        using var model = new Model(batch.Network, batch.State);
        using ForwardPass pass = model.Forward(batch.Images, ProxyBatch.Mode, needsInputGradient: true);
        Tensor ones = Tensor.Allocate(pass.Logits.Shape);
        ones.Values.Fill(1);
        using StateDict gradients = pass.Backward(ones);
        int count = batch.Images.Shape[0];
        if (pass.InputGradient is not { } jacobian)
        {
            return null;
        }

        int width = checked((int)(jacobian.ElementCount / count));
        double[][] standardized =
        [
            .. Enumerable.Range(0, count).Select(i => StandardizedRow.Of(jacobian.ValuesAt((long)i * width, width))).OfType<double[]>(),
        ];
        if (standardized.Length < count || !standardized.All(row => double.IsFinite(row[0])))
        {
            return null;
        }

        var rows = Matrix<double>.Build.DenseOfRowArrays(standardized);
        Matrix<double> correlation = rows * rows.Transpose();
        Vector<double> values = correlation.Evd(Symmetricity.Symmetric).EigenValues.Real();
        return -values.Sum(value => Math.Log(value + Offset) + (1 / (value + Offset)));
    }
}

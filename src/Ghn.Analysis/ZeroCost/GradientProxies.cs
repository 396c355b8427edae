using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Analysis.ZeroCost;

/// <summary>The proxies that need no more than the loss's gradient.</summary>
internal static class GradientProxies
{
    /// <summary><c>grad_norm</c>: the sum over layers of the Euclidean norms of their weights' gradients.</summary>
    public static double GradientNorm(ProxyBatch batch) =>
        Sum(batch, (_, gradient) => EuclideanNorm.Of(gradient));

    /// <summary><c>snip</c>: the sum of |w·∂L/∂w| (Lee et al., 2019).</summary>
    public static double Snip(ProxyBatch batch) => Sum(batch, AbsoluteProduct);

    /// <summary><c>plain</c>: the sum of w·∂L/∂w, with its sign.</summary>
    public static double Plain(ProxyBatch batch) => Sum(batch, (weight, gradient) => Products(weight, gradient).Sum());

    /// <summary>The sum of the absolute values of the products of two tensors' elements.</summary>
    internal static double AbsoluteProduct(Tensor weight, Tensor gradient)
    {
        double[] products = Products(weight, gradient);
        return TensorPrimitives.SumOfMagnitudes<double>(products);
    }

    private static double[] Products(Tensor weight, Tensor gradient)
    {
        double[] products = new double[weight.ElementCount];
        double[] factors = new double[gradient.ElementCount];
        TensorPrimitives.ConvertTruncating(weight.Values, products);
        TensorPrimitives.ConvertTruncating(gradient.Values, factors);
        TensorPrimitives.Multiply<double>(products, factors, products);
        return products;
    }

    private static double Sum(ProxyBatch batch, Func<Tensor, Tensor, double> ofLayer)
    {
        using StateDict gradients = batch.LossGradients(batch.State);
        return ProxyWeights.Of(batch.Network)
            .Sum(name => gradients.TryGet(name, out Tensor? gradient) ? ofLayer(batch.State[name], gradient) : 0);
    }
}

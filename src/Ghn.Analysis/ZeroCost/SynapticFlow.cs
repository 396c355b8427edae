using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Analysis.ZeroCost;

/// <summary>
/// <c>synflow</c> and <c>synflow_bn</c>: the sum of |w·∂R/∂w|, where R is the sum of the outputs for one image of ones, with the absolute
/// values of all parameters and buffers (Tanaka et al., 2020). Batch normalisation does nothing in the first; in the second it goes by that
/// one image.
/// </summary>
/// <remarks>
/// The numbers are products along all paths and exceed single precision in deep networks, where the reference computes in double. The way
/// back is linear, so that a 2ᵏ-th part of the gradient of R gives that part of the score; and where the network is homogeneous, as ReLU
/// networks are, so does a 2ᵏ-th part of image and biases. k is raised until nothing overflows, and another k must agree.
/// </remarks>
internal static class SynapticFlow
{
    private const double Agreement = 1e-3;

    private static readonly int[] Exponents = [0, -30, -60, -80];

    /// <summary><c>synflow</c>; null where it overflows and the network is not homogeneous.</summary>
    public static double? Score(ProxyBatch batch)
    {
        foreach (int exponent in Exponents)
        {
            double? score = Score(batch, exponent, normalizes: false);
            if (score is { } found && found > 0)
            {
                return exponent == 0 ? found
                    : Score(batch, exponent - 8, normalizes: false) is { } other && Math.Abs((other / found) - 1) < Agreement ? found
                    : null;
            }

            if (score == 0)
            {
                return exponent == 0 ? 0 : null;
            }
        }

        return null;
    }

    /// <summary><c>synflow_bn</c>; null where batch normalisation would see maps of one position, which have no variance.</summary>
    public static double? ScoreWithNormalization(ProxyBatch batch) => Score(batch, exponent: 0, normalizes: true);

    /// <summary>The score by an image, biases and a gradient of R of 2ᵏ times their size; null where it overflows.</summary>
    private static double? Score(ProxyBatch batch, int exponent, bool normalizes)
    {
        Network network = batch.Network;
        float scale = MathF.ScaleB(1, exponent);
        HashSet<string> weights = [.. ProxyWeights.Of(network)];
        using StateDict state = State(batch, weights, scale, normalizes);
        HashSet<int> normalized = [.. network.Nodes.Where(node => node.Layer is BatchNorm2d).Select(node => node.Inputs[0])];
        bool hasSinglePositions = false;
        ExecutionMode mode = ExecutionMode.Evaluation with
        {
            UsesBatchStatistics = normalizes,
            Interceptor = (index, value) =>
            {
                hasSinglePositions |= normalized.Contains(index) && value.Shape.ElementCount == value.Shape[1];
                return value;
            },
        };
        using var model = new Model(network, state);
        using Tensor image = Tensor.Allocate([1, .. batch.Images.Shape.Skip(1)]);
        image.Values.Fill(scale);
        try
        {
            using ForwardPass pass = model.Forward(image, mode);
            Tensor gradient = Tensor.Allocate(pass.Logits.Shape);
            gradient.Values.Fill(scale);
            using StateDict gradients = pass.Backward(gradient);
            double sum = weights.Sum(name => gradients.TryGet(name, out Tensor? found)
                ? GradientProxies.AbsoluteProduct(state[name], found)
                : 0);
            return double.IsFinite(sum) ? sum / scale / scale : null;
        }
        catch (ArgumentException) when (normalizes && hasSinglePositions)
        {
            return null;
        }
    }

    private static StateDict State(ProxyBatch batch, HashSet<string> weights, float scale, bool normalizes)
    {
        var state = new StateDict();
        foreach ((string name, Tensor tensor) in batch.State)
        {
            if (tensor.ElementType != ElementType.Float32)
            {
                state.Add(name, ProxyBatch.Copy(tensor));
                continue;
            }

            float[] values = tensor.Values.ToArray();
            TensorPrimitives.Abs<float>(values, values);
            if (!weights.Contains(name))
            {
                TensorPrimitives.Multiply(values, scale, values);
            }

            state.Add(name, Tensor.From<float>(values, tensor.Shape));
        }

        foreach (NetworkNode node in normalizes ? [] : batch.Network.Nodes.Where(node => node.Layer is BatchNorm2d))
        {
            Fill(state, node.StateName("weight"), 1);
            Fill(state, node.StateName("bias"), 0);
            Fill(state, node.StateName("running_mean"), 0);
            Fill(state, node.StateName("running_var"), (float)(1 - ((BatchNorm2d)node.Layer).Epsilon));
        }

        return state;
    }

    private static void Fill(StateDict state, string name, float value)
    {
        if (state.TryGet(name, out Tensor? tensor))
        {
            tensor.Values.Fill(value);
        }
    }
}

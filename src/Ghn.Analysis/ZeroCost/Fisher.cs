using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Analysis.ZeroCost;

/// <summary>
/// <c>fisher</c>: how much the loss would change without a channel (Turner et al., 2020). For each output channel c of a layer, z is the
/// sum over positions of activation times gradient, f = ½ · mean of z² over the images; each weight of the channel counts f. Attention's
/// output projection is none of these layers.
/// </summary>
/// <remarks>
/// The activation is what comes out of the layer; but PyTorch's in-place activations write over it, and the reference then reads what they
/// have written. That matters for Hardswish alone (MobileNetV3's classifier), and is followed here: a ReLU's gradient is zero where it
/// changes anything.
/// </remarks>
internal static class Fisher
{
    /// <summary>The score.</summary>
    public static double Score(ProxyBatch batch)
    {
        Network network = batch.Network;
        var activations = new Dictionary<int, float[]>();
        double score = 0;
        ExecutionMode mode = ProxyBatch.Mode with { Interceptor = Intercept };
        using StateDict gradients = batch.LossGradients(batch.State, mode);
        return score;

        Variable Intercept(int index, Variable value)
        {
            NetworkNode node = network.Nodes[index];
            if (node.Layer is Activation { Function: ActivationFunction.Hardswish } && activations.ContainsKey(node.Inputs[0]))
            {
                activations[node.Inputs[0]] = value.Value.Values.ToArray();
            }

            if (node.Layer is not (Conv2d or Linear))
            {
                return value;
            }

            activations[index] = value.Value.Values.ToArray();
            Shape weight = batch.State[node.StateName("weight")].Shape;
            using Variable output = value;
            return value.Tape.Record(Tensor.From<float>(activations[index], value.Shape), [value], gradient =>
            {
                score += OfLayer(activations[index], gradient.Tensor) * weight.ElementCount / weight[0];
                value.AddGradient(Tensor.From<float>(gradient.Tensor.Values, value.Shape));
            });
        }
    }

    /// <summary>The sum of f over the channels, the second dimension.</summary>
    private static double OfLayer(float[] activation, Tensor gradient)
    {
        (int images, int channels) = (gradient.Shape[0], gradient.Shape[1]);
        int positions = activation.Length / (images * channels);
        ReadOnlySpan<float> slopes = gradient.Values;
        double sum = 0;
        for (int row = 0; row < images * channels; row++)
        {
            double z = 0;
            for (int i = row * positions; i < (row + 1) * positions; i++)
            {
                z += (double)activation[i] * slopes[i];
            }

            sum += z * z;
        }

        return sum / (2 * images);
    }
}

using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Analysis.Activations;

/// <summary>
/// How a mini-batch goes through a network and its gradient comes back (GHN-3 paper, Figure 6; GHN-2 paper, Figure 8): at a good start
/// activations neither vanish nor explode. No code of the papers for it is public; the rule is their text made precise.
/// </summary>
/// <param name="Layers">Each convolution and linear layer, in the order in which they run; attention's own projections are none.</param>
/// <param name="Loss">The mean cross entropy.</param>
/// <param name="GradientNorm">The Euclidean norm of the loss's gradient with respect to all parameters.</param>
public sealed record SignalPropagation(IReadOnlyList<LayerActivation> Layers, double Loss, double GradientNorm)
{
    /// <summary>Sends a mini-batch through a model and back.</summary>
    /// <param name="model">The model; nothing of it changes.</param>
    /// <param name="images">Images [samples, channels, height, width].</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="usesBatchStatistics">
    /// Whether batch normalisation goes by the batch, as predicted weights are used (recommended), or by running statistics. All else runs
    /// as in evaluation.
    /// </param>
    /// <exception cref="ArgumentException">A layer does not take such images, or a label is none of the classes.</exception>
    public static SignalPropagation Of(Model model, Tensor images, ReadOnlySpan<int> labels, bool usesBatchStatistics = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layers = new List<LayerActivation>();
        ExecutionMode mode = ExecutionMode.Evaluation with
        {
            UsesBatchStatistics = usesBatchStatistics,
            Interceptor = (index, value) =>
            {
                if (model.Network.Nodes[index] is { Layer: Conv2d or Linear } node)
                {
                    layers.Add(Describe(node, value.Value));
                }

                return value;
            },
        };
        using ForwardPass pass = model.Forward(images, mode);
        using Variable loss = pass.Logits.CrossEntropy(labels);
        double value = loss.Value.Values[0];
        using StateDict gradients = pass.Backward(loss);
        return new SignalPropagation(layers, value, Math.Sqrt(gradients.Sum(entry => SquaredNorm.Of(entry.Value))));
    }

    private static LayerActivation Describe(NetworkNode node, Tensor output)
    {
        double mean = 0;
        foreach (float value in output.Values)
        {
            mean += value;
        }

        mean /= output.ElementCount;
        double squares = 0;
        foreach (float value in output.Values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new LayerActivation(node.Name, mean, squares / (output.ElementCount - 1));
    }
}

using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;

namespace Ghn.Onnx.Import;

/// <summary>Notices where an exporter has multiplied batch normalisations into the convolutions before them, or computed weights.</summary>
internal static class FoldedNormalization
{
    /// <summary>What PyTorch's exporter calls the products.</summary>
    private const string TorchPrefix = $"{TorchNames.Prefix}Conv_";

    /// <summary>What tf2onnx, which exports Keras models, calls them.</summary>
    private const string KerasSuffix = "_weights_fused_bn";

    private const string TorchRemedy =
        "export with training=torch.onnx.TrainingMode.PRESERVE and do_constant_folding=False, the model being in eval mode";

    private const string KerasRemedy =
        "run 'del tf2onnx.optimizer._optimizers[\"remove_back_to_back\"]' before tf2onnx converts the model";

    /// <summary>A warning if there are any.</summary>
    /// <param name="bindings">Which parameter of the network is which tensor of the file.</param>
    /// <param name="nodes">The nodes of the file.</param>
    /// <param name="isFromPyTorch">
    /// Whether PyTorch exported it, which writes normalisations as such: what has a name of its own is a learnt factor or shift.
    /// </param>
    public static IEnumerable<string> Warnings(
        IReadOnlyList<ParameterBinding> bindings, IEnumerable<NodeProto> nodes, bool isFromPyTorch)
    {
        ParameterBinding[] shifts = [.. bindings.Where(binding => binding.Folded is { IsShift: true })];
        int own = shifts.Count(binding => isFromPyTorch && !FileState.IsInvented(binding.Source.Name));
        int lone = shifts.Length - own;
        if (lone > 0)
        {
            yield return $"{lone} batch normalisations are a product and a sum in the file, which lacks their statistics. "
                + "Weights are predicted for normalisations with a mean of 0 and a variance of 1.";
        }

        if (own > 0)
        {
            yield return $"{own} learnt factors and shifts of channels are predicted as those of batch normalisations with a mean of 0 and "
                + "a variance of 1. To keep them as they are, name them by --keep.";
        }

        HashSet<string> bound = [.. bindings.Select(binding => binding.Source.Name)];
        NodeProto[] convolutions = [.. nodes.Where(node => node.OpType == "Conv" && node.Input.Count > 1 && bound.Contains(node.Input[1]))];
        NodeProto[] computed = [.. convolutions.Where(node => node.Input[1].StartsWith(TorchPrefix, StringComparison.Ordinal))];

        // A normalisation makes a bias, too; what makes a weight alone is a normalisation of weights.
        int torch = computed.Count(node => node.Input.Count > 2 && node.Input[2].StartsWith(TorchPrefix, StringComparison.Ordinal));
        int keras = convolutions.Count(node => node.Input[1].EndsWith(KerasSuffix, StringComparison.Ordinal));
        int ofWeights = computed.Length - torch;
        if (ofWeights > 0)
        {
            yield return $"{ofWeights} convolutions have weights that the exporter computed, as of weight or spectral normalisation, so "
                + "that these are predicted, not what your module learns. To keep them apart, export with do_constant_folding=False.";
        }

        if (torch + keras > 0)
        {
            yield return $"{torch + keras} convolutions have their batch normalisation folded into them, so that weights are predicted for "
                + $"another architecture than yours. To keep it apart, {(torch > 0 ? TorchRemedy : KerasRemedy)}.";
        }
    }
}

using Ghn.Onnx.Lowering;
namespace Ghn.Onnx.Import;

/// <summary>Notices where an exporter has multiplied batch normalisations into the convolutions before them.</summary>
internal static class FoldedNormalization
{
    /// <summary>What PyTorch's exporter calls the products.</summary>
    private const string TorchPrefix = "onnx::Conv_";

    /// <summary>What tf2onnx, which exports Keras models, calls them.</summary>
    private const string KerasSuffix = "_weights_fused_bn";

    private const string TorchRemedy =
        "export with training=torch.onnx.TrainingMode.PRESERVE and do_constant_folding=False, the model being in eval mode";

    private const string KerasRemedy =
        "run 'del tf2onnx.optimizer._optimizers[\"remove_back_to_back\"]' before tf2onnx converts the model";

    /// <summary>A warning if there are any.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<ParameterBinding> bindings)
    {
        int lone = bindings.Count(binding => binding.Folded is { IsShift: true });
        if (lone > 0)
        {
            yield return $"{lone} batch normalisations are a product and a sum in the file, which lacks their statistics. "
                + "Weights are predicted for normalisations with a mean of 0 and a variance of 1.";
        }

        string[] weights = [.. bindings.Where(binding => binding.Source.Shape.Rank == 4).Select(binding => binding.Source.Name)];
        int torch = weights.Count(name => name.StartsWith(TorchPrefix, StringComparison.Ordinal));
        int keras = weights.Count(name => name.EndsWith(KerasSuffix, StringComparison.Ordinal));
        if (torch + keras > 0)
        {
            yield return $"{torch + keras} convolutions have their batch normalisation folded into them, so that weights are predicted for "
                + $"another architecture than yours. To keep it apart, {(torch > 0 ? TorchRemedy : KerasRemedy)}.";
        }
    }
}

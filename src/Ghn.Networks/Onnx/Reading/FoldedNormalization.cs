namespace Ghn.Networks.Onnx;

/// <summary>Notices where an exporter has multiplied batch normalisations into the convolutions before them.</summary>
internal static class FoldedNormalization
{
    /// <summary>What PyTorch's exporter calls the products.</summary>
    private const string FoldedPrefix = "onnx::Conv_";

    /// <summary>A warning if there are any.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<ParameterBinding> bindings)
    {
        int count = bindings.Count(
            binding => binding.Source.Name.StartsWith(FoldedPrefix, StringComparison.Ordinal) && binding.Source.Shape.Rank == 4);
        if (count > 0)
        {
            yield return $"{count} convolutions have their batch normalisation folded into them, so that weights are predicted for another "
                + "architecture than yours. To keep it apart, export with training=torch.onnx.TrainingMode.PRESERVE and "
                + "do_constant_folding=False, the model being in eval mode.";
        }
    }
}

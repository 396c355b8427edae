using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>
/// The options that say how weights are learnt, be they those of a network or of a GHN. What is left out is as the recipe says.
/// </summary>
internal sealed class OptimizationOptions
{
    /// <summary>The least of what must be more than nothing, such as a learning rate.</summary>
    public const double MinPositive = 1e-12;

    /// <summary>The greatest of what has no natural bound, such as a number of epochs.</summary>
    public const double Max = 1e6;

    private readonly Option<int?> _batch = NumberOption.Create("--batch", "How many images make a step.", 1, 1 << 20);
    private readonly Option<double?> _labelSmoothing = NumberListOption.CreateSingle(
        "--label-smoothing", "The share of the label that goes to all classes.", 0, 1);

    private readonly Option<double?> _clip = NumberListOption.CreateSingle(
        "--clip", "The greatest norm of the gradient.", MinPositive, 1e9);

    private readonly Option<bool> _noAugmentation = new("--no-augmentation") { Description = "Neither crop nor flip images at random." };

    /// <summary>The option for the size of a batch, as a command declares it.</summary>
    public Option BatchDeclaration => _batch;

    /// <summary>The other options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_labelSmoothing, _clip, _noAugmentation];

    /// <summary>How many images make a step; null if it was not said.</summary>
    public int? BatchSize(ParseResult request) => request.GetValue(_batch);

    /// <summary>The share of the label that goes to all classes; null if it was not said.</summary>
    public double? LabelSmoothing(ParseResult request) => request.GetValue(_labelSmoothing);

    /// <summary>The greatest norm of the gradient; null if it was not said.</summary>
    public double? MaxGradientNorm(ParseResult request) => request.GetValue(_clip);

    /// <summary>Whether images are cropped and flipped at random where the recipe does so.</summary>
    public bool Augments(ParseResult request) => !request.GetValue(_noAugmentation);
}

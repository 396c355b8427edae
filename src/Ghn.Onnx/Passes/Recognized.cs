using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>The types of operations that patterns are recognised as.</summary>
internal static class Recognized
{
    /// <summary>An affine map of the last dimension: input, weight [out, in], bias.</summary>
    public const string Linear = "linear map";

    /// <summary>Normalisation of the last dimension: input, and perhaps scale and shift; with <see cref="LayerNormDetails"/>.</summary>
    public const string LayerNorm = "layer normalisation";

    /// <summary>Normalisation of groups of channels: input, and perhaps scale and shift; with <see cref="GroupNormDetails"/>.</summary>
    public const string GroupNorm = "group normalisation";

    /// <summary>An elementwise function: input; with <see cref="ActivationDetails"/>.</summary>
    public const string Activation = "activation";

    /// <summary>Batch normalisation without statistics: input, scale, shift; with <see cref="FoldedNormDetails"/>.</summary>
    public const string FoldedNorm = "folded batch normalisation";

    /// <summary>Nothing, because another operation does it: input.</summary>
    public const string Identity = "identity";

    /// <summary>Fixed factors and shifts: input; with <see cref="FixedArithmeticDetails"/>.</summary>
    public const string FixedArithmetic = "arithmetic with fixed numbers";

    /// <summary>An operation that is not known: whatever flows into it; with <see cref="UnknownOperation"/>.</summary>
    public const string Unknown = "unknown operation";

    /// <summary>Attention: queries, keys, values; with <see cref="AttentionDetails"/>.</summary>
    public const string SelfAttention = "self-attention";

    /// <summary>
    /// Attention within windows with the linear maps around it: maps, weight and bias of the first, weight and bias of the second,
    /// bias of the logits; with <see cref="WindowAttentionDetails"/>.
    /// </summary>
    public const string WindowAttention = "window attention";
}

/// <summary>A layer normalisation.</summary>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record LayerNormDetails(double Epsilon);

/// <summary>A group normalisation.</summary>
/// <param name="Groups">The number of groups.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record GroupNormDetails(int Groups, double Epsilon);

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
internal sealed record ActivationDetails(ActivationFunction Function);

/// <summary>A batch normalisation without statistics.</summary>
/// <param name="Axis">The dimension of the channels.</param>
internal sealed record FoldedNormDetails(int Axis);

/// <summary>Arithmetic with fixed numbers.</summary>
/// <param name="Steps">What is done, one after the other.</param>
internal sealed record FixedArithmeticDetails(IReadOnlyList<FixedStep> Steps);

/// <summary>A sum, difference, product or quotient with fixed numbers.</summary>
/// <param name="Type">ONNX's name of the operation.</param>
/// <param name="Operand">The numbers.</param>
/// <param name="IsLeft">Whether they are the first operand.</param>
internal sealed record FixedStep(string Type, Value Operand, bool IsLeft)
{
    /// <summary>The factor and the shift after the step, given those before it and the number.</summary>
    public (double Factor, double Shift) Apply(double factor, double shift, double number) => Type switch
    {
        "Add" => (factor, shift + number),
        "Sub" when IsLeft => (-factor, number - shift),
        "Sub" => (factor, shift - number),
        "Mul" => (factor * number, shift * number),
        _ => (factor / number, shift / number),
    };
}

/// <summary>Attention.</summary>
/// <param name="Scale">The factor of the logits; null for 1/√(features per head).</param>
internal sealed record AttentionDetails(double? Scale);

/// <summary>Attention within windows.</summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Area">The number of positions of a window.</param>
/// <param name="InputRows">For each position of each window, which row of the first linear map's input it is.</param>
/// <param name="OutputRows">For each row of the second linear map's output, which position of which window it is.</param>
/// <param name="Mask">What is added to the logits; null for nothing.</param>
internal sealed record WindowAttentionDetails(int Heads, int Area, int[] InputRows, int[] OutputRows, Constant? Mask);

/// <summary>A concatenation.</summary>
/// <param name="Groups">How many neighbours each are joined first.</param>
internal sealed record ConcatDetails(IReadOnlyList<int> Groups);

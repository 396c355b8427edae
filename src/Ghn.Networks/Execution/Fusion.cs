namespace Ghn.Networks;

/// <summary>A batch normalisation and what follows it, run as one: f(normalised maps + addend).</summary>
/// <param name="Normalization">The node of the batch normalisation.</param>
/// <param name="Addend">The node whose value is added; null for none.</param>
/// <param name="Function">f; null for none.</param>
internal sealed record Fusion(int Normalization, int? Addend, ActivationFunction? Function);

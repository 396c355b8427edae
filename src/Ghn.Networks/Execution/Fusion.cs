using Ghn.Networks.Layers;

namespace Ghn.Networks.Execution;

/// <summary>A layer and what follows it, run as one: f(result of the layer + addend).</summary>
/// <param name="Node">The node of the layer: a batch normalisation, or a linear layer before a GELU.</param>
/// <param name="Addend">The node whose value is added; null for none.</param>
/// <param name="Function">f; null for none.</param>
internal sealed record Fusion(int Node, int? Addend, ActivationFunction? Function);

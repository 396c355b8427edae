namespace Ghn.Analysis.Activations;

/// <summary>What comes out of a convolution or a linear layer, before normalisation and activation.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Mean">The mean over samples, channels and positions.</param>
/// <param name="Variance">The variance over all of them (n − 1).</param>
public sealed record LayerActivation(string Layer, double Mean, double Variance);

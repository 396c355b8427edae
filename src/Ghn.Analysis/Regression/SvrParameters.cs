namespace Ghn.Analysis.Regression;

/// <summary>What a support vector regression is told.</summary>
/// <param name="C">The greatest weight of a sample, above 0: how dearly errors are paid.</param>
/// <param name="Gamma">How fast the kernel exp(−γ|a − b|²) falls, above 0.</param>
/// <param name="Epsilon">Errors up to this cost nothing, at least 0.</param>
public sealed record SvrParameters(double C, double Gamma, double Epsilon);

namespace Ghn.Analysis.Properties;

/// <summary>What a predictor is fitted to, or judged by: inputs, each with the value of a property.</summary>
/// <typeparam name="T">What describes a network: an embedding, a graph.</typeparam>
/// <param name="Property">The property.</param>
/// <param name="Networks">The names of the networks.</param>
/// <param name="Inputs">What describes each of them.</param>
/// <param name="Values">The property of each.</param>
public sealed record PropertySamples<T>(
    string Property, IReadOnlyList<string> Networks, IReadOnlyList<T> Inputs, IReadOnlyList<double> Values);

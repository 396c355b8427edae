namespace Ghn.Analysis.Search;

/// <summary>An architecture by its place among those that a search draws.</summary>
/// <param name="Index">Its index: split, seed and index give the architecture.</param>
/// <param name="Prediction">What its property is predicted to be.</param>
public readonly record struct FoundArchitecture(int Index, double Prediction);

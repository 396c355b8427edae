namespace Ghn.Analysis.NeuralPredictors;

/// <summary>The sizes of a NeuPred; the defaults are its authors'.</summary>
public sealed record NeuPredSizes
{
    /// <summary>How many kinds of nodes there are: the primitives of computational graphs unless given.</summary>
    public int Kinds { get; init; } = 15;

    /// <summary>How many graph convolutions.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>How many features a node has.</summary>
    public int Hidden { get; init; } = 144;

    /// <summary>How many features a whole graph has.</summary>
    public int Linear { get; init; } = 128;
}

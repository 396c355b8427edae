using Ghn.Tensors;

namespace Ghn.Networks.DeepNets;

/// <summary>The parts of DeepNets-1M. A member's value is its code in dataset files.</summary>
public enum DeepNetsSplit
{
    /// <summary>What GHNs are trained on; the paper has a million.</summary>
    Train,

    /// <summary>For choosing hyper-parameters: drawn as for training.</summary>
    Val,

    /// <summary>In-distribution test: drawn as for training.</summary>
    Test,

    /// <summary>Networks that are wider than in training.</summary>
    Wide,

    /// <summary>Networks with more cells than in training.</summary>
    Deep,

    /// <summary>Networks whose cells have more steps than in training.</summary>
    Dense,

    /// <summary>Networks without batch normalisation.</summary>
    BnFree,

    /// <summary>For architecture search.</summary>
    Search,
}

/// <summary>The names of splits, and how many networks the paper has of each.</summary>
public static class DeepNetsSplits
{
    private static readonly string[] AllNames = ["train", "val", "test", "wide", "deep", "dense", "bnfree", "search"];
    private static readonly int[] Counts = [1_000_000, 500, 500, 100, 100, 100, 100, 100_000];

    /// <summary>The names of all splits.</summary>
    public static IReadOnlyList<string> Names => AllNames;

    /// <summary>The published name: <c>bnfree</c>.</summary>
    public static string Name(this DeepNetsSplit split) => AllNames[(int)split];

    /// <summary>The number of networks that the paper has.</summary>
    public static int PaperCount(this DeepNetsSplit split) => Counts[(int)split];

    /// <summary>The split called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static DeepNetsSplit Parse(string name)
    {
        int index = Array.IndexOf(AllNames, name);
        return index >= 0
            ? (DeepNetsSplit)index
            : throw new InvalidRequestException($"{name} is no split of DeepNets-1M; there are {string.Join(", ", AllNames)}.");
    }
}

using Ghn.Networks.State;

namespace Ghn.Networks.DeepNets.Generation;

/// <summary>
/// From what ranges the generator draws the networks of a split (GHN-2 paper, Table 1 and Section 3; what they leave open is as in the
/// authors' public code).
/// </summary>
internal sealed record SplitRules
{
    private static readonly SplitRules[] All =
    [
        .. Enum.GetValues<DeepNetsSplit>().Select(split => split switch
        {
            DeepNetsSplit.Deep => new SplitRules { Cells = new(10, 36), DeepFrom = new(18, 18), MaxParameters = 100_000_000 },
            DeepNetsSplit.Dense => new SplitRules
            {
                Stream = "2",
                MinSteps = 2,
                MaxSteps = 10,
                MaxStepsWhenDeep = 6,
                MaxParameters = 100_000_000,
            },
            DeepNetsSplit.Wide => new SplitRules { Stream = "3" },
            DeepNetsSplit.BnFree => new SplitRules { MayNormalize = false },
            DeepNetsSplit.Search => new SplitRules { Cells = new(6, 20), DeepFrom = new(10, 10), MaxSteps = 6, MaxStepsWhenDeep = 3 },
            _ => new SplitRules(),
        }),
    ];

    /// <summary>
    /// Which random stream the networks come from. A hundred networks may by chance have a tenth more parameters than the published
    /// hundred: of the streams "", "2", "3", … each split has the first whose networks of seed 0 have the least, median and mean parameters
    /// of the published ones within 8 %.
    /// </summary>
    public string Stream { get; private init; } = string.Empty;

    /// <summary>The number of cells.</summary>
    public Interval Cells { get; private init; } = new(4, 18);

    /// <summary>Networks of more cells than a number drawn from here are deep.</summary>
    public Interval DeepFrom { get; private init; } = new(7, 10);

    /// <summary>The fewest steps of a cell.</summary>
    public int MinSteps { get; private init; } = 1;

    /// <summary>The most steps of a cell, unless the network is deep.</summary>
    public int MaxSteps { get; private init; } = 4;

    /// <summary>The most steps of a cell of a deep network.</summary>
    public int MaxStepsWhenDeep { get; private init; } = 2;

    /// <summary>Networks with more parameters, at 32 channels and 10 classes, are rejected.</summary>
    public long MaxParameters { get; private init; } = 10_000_000;

    /// <summary>Whether there may be batch normalisation.</summary>
    public bool MayNormalize { get; private init; } = true;

    /// <summary>The rules of a split.</summary>
    public static SplitRules Of(DeepNetsSplit split) => All[(int)split];
}

/// <summary>Whole numbers from one to another, both included.</summary>
internal readonly record struct Interval(int Min, int Max)
{
    /// <summary>One of them, all as likely.</summary>
    public int Draw(RandomSource random) => Min + random.NextIndex(Max - Min + 1);
}

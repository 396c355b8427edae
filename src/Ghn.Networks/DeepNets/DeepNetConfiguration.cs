using Ghn.Tensors;

namespace Ghn.Networks.DeepNets;

/// <summary>What a network of cells is, besides its cells. In brackets: the names of the published files.</summary>
public sealed record DeepNetConfiguration
{
    /// <summary>The most cells.</summary>
    public const int MaxCells = 64;

    /// <summary>The most channels of the first cell.</summary>
    public const int MaxChannels = 4094;

    private const int MaxStemKernel = 15;
    private const int MaxClassifierWidth = 65535;

    /// <summary>The number of cells, at least 1 (<c>n_cells</c>).</summary>
    public int Cells { get; init; } = 14;

    /// <summary>The channels of the first cell, an even number (<c>C</c>).</summary>
    public int Channels { get; init; } = 32;

    /// <summary>What the channels grow by at each reduction cell (<c>C_mult</c>).</summary>
    public int ChannelMultiplier { get; init; } = 2;

    /// <summary>Whether a 1×1 convolution adapts each input of a cell to the cell's channels (<c>preproc</c>).</summary>
    public bool AdaptsInputs { get; init; } = true;

    /// <summary>Whether convolutions end with batch normalisation (<c>norm</c>).</summary>
    public bool HasBatchNorm { get; init; } = true;

    /// <summary>How the network begins, unless it has self-attention (<c>stem_type</c>).</summary>
    public StemKind Stem { get; init; }

    /// <summary>Whether a maximum pooling follows a <see cref="StemKind.Simple"/> stem (<c>stem_pool</c>).</summary>
    public bool HasStemPool { get; init; }

    /// <summary>The side of the stem's first kernel, an odd number (<c>ks</c>).</summary>
    public int StemKernel { get; init; } = 3;

    /// <summary>Whether the classifier sees the mean of all positions, rather than each of them (<c>glob_avg</c>).</summary>
    public bool HasGlobalPooling { get; init; } = true;

    /// <summary>The number of linear layers at the end, 1 or 2 (<c>fc_layers</c>).</summary>
    public int ClassifierLayers { get; init; } = 1;

    /// <summary>The features between two linear layers (<c>fc_dim</c>).</summary>
    public int ClassifierWidth { get; init; } = 256;

    /// <summary>Whether a cell is a reduction cell. The first cell never is.</summary>
    public bool IsReduction(int cell) => cell > 0 && (cell == Cells / 3 || cell == 2 * Cells / 3);

    /// <summary>The configuration itself, if a network can be built of it.</summary>
    /// <exception cref="ArgumentException">It cannot: a number is out of its range.</exception>
    public DeepNetConfiguration Validated()
    {
        Require(Cells is >= 1 and <= MaxCells, "n_cells", Cells, $"1 to {MaxCells}");
        Require(Channels is >= 2 and <= MaxChannels && Channels % 2 == 0, "C", Channels, $"an even number up to {MaxChannels}");
        Require(ChannelMultiplier is 1 or 2, "C_mult", ChannelMultiplier, "1 or 2");
        Require(Enum.IsDefined(Stem), "stem_type", (int)Stem, "0 or 1");
        Require(StemKernel is >= 1 and <= MaxStemKernel && StemKernel % 2 == 1, "ks", StemKernel, $"an odd number up to {MaxStemKernel}");
        Require(ClassifierLayers is 1 or 2, "fc_layers", ClassifierLayers, "1 or 2");
        Require(ClassifierWidth is >= 1 and <= MaxClassifierWidth, "fc_dim", ClassifierWidth, $"1 to {MaxClassifierWidth}");
        return this;
    }

    private static void Require(bool condition, string argument, int value, string range)
    {
        if (!condition)
        {
            throw new InvalidRequestException($"{argument} is {value}, but should be {range}.");
        }
    }
}

/// <summary>The ways in which a network of cells can begin.</summary>
public enum StemKind
{
    /// <summary>One convolution, which both inputs of the first cell come from (<c>stem_type</c> 0).</summary>
    Simple,

    /// <summary>Three convolutions that shrink the image eightfold, or CIFAR's twofold (<c>stem_type</c> 1).</summary>
    Shrinking,
}

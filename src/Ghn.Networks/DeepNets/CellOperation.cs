using Ghn.Tensors.Files;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// The operations between the states of a cell (GHN-2 paper, Sections 2.1 and 3). A member's value is its code in dataset files.
/// Convolutions begin with a ReLU and, where the network has batch normalisation, end with it.
/// </summary>
public enum CellOperation
{
    /// <summary>Nothing: the branch is missing.</summary>
    None,

    /// <summary>The maximum over 3×3 windows.</summary>
    MaxPool3x3,

    /// <summary>The mean over 3×3 windows.</summary>
    AvgPool3x3,

    /// <summary>The state itself; a factorised reduction where the cell halves the maps.</summary>
    SkipConnect,

    /// <summary>Two depthwise 3×3 convolutions, each followed by a 1×1 convolution.</summary>
    SepConv3x3,

    /// <summary>Two depthwise 5×5 convolutions, each followed by a 1×1 convolution.</summary>
    SepConv5x5,

    /// <summary>A depthwise 3×3 convolution with dilation 2, followed by a 1×1 convolution.</summary>
    DilConv3x3,

    /// <summary>A depthwise 5×5 convolution with dilation 2, followed by a 1×1 convolution.</summary>
    DilConv5x5,

    /// <summary>A 1×1 convolution.</summary>
    Conv1x1,

    /// <summary>A 1×7 convolution, then a 7×1 convolution.</summary>
    Conv7x1And1x7,

    /// <summary>A 3×3 convolution.</summary>
    Conv3x3,

    /// <summary>A 5×5 convolution.</summary>
    Conv5x5,

    /// <summary>A 7×7 convolution.</summary>
    Conv7x7,

    /// <summary>
    /// A transformer layer: multi-head self-attention and a perceptron, each with normalisation before and a residual connection.
    /// </summary>
    Msa,

    /// <summary>Channel squeeze-and-excitation.</summary>
    Cse,
}

/// <summary>The names of cell operations.</summary>
public static class CellOperations
{
    private static readonly string[] Names =
    [
        "none", "max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5",
        "conv_1x1", "conv_7x1_1x7", "conv_3x3", "conv_5x5", "conv_7x7", "msa", "cse",
    ];

    /// <summary>The name that genotypes are published with: <c>sep_conv_3x3</c>.</summary>
    public static string Name(this CellOperation operation) => Names[(int)operation];

    /// <summary>The operation called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CellOperation Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index >= 0
            ? (CellOperation)index
            : throw new ArgumentException(
                $"{PrintableText.OfName(name)} is not one of the operations {string.Join(", ", Names)}.", nameof(name));
    }
}

namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// The fifteen primitive operations that a computational graph is made of (GHN-2 paper, Table 1).
/// A member's value is its row in the table of node embeddings.
/// </summary>
public enum Primitive
{
    /// <summary>Maximum pooling.</summary>
    MaxPool,

    /// <summary>Average pooling.</summary>
    AvgPool,

    /// <summary>A grouped or depthwise convolution without dilation.</summary>
    SepConv,

    /// <summary>A grouped or depthwise convolution with dilation.</summary>
    DilConv,

    /// <summary>The weight of any other convolution or of a linear layer.</summary>
    Conv,

    /// <summary>The softmax of multi-head self-attention.</summary>
    Msa,

    /// <summary>The product with the gate of channel squeeze-and-excitation.</summary>
    Cse,

    /// <summary>A sum of several signals.</summary>
    Sum,

    /// <summary>A concatenation of several signals.</summary>
    Concat,

    /// <summary>The network's input.</summary>
    Input,

    /// <summary>The bias of a convolution or of a linear layer.</summary>
    Bias,

    /// <summary>Batch normalisation.</summary>
    Bn,

    /// <summary>Layer normalisation.</summary>
    Ln,

    /// <summary>Positional encoding.</summary>
    PosEnc,

    /// <summary>Global average pooling.</summary>
    GlobAvg,
}

/// <summary>The names of primitives.</summary>
public static class Primitives
{
    private static readonly string[] Names =
    [
        "max_pool", "avg_pool", "sep_conv", "dil_conv", "conv", "msa", "cse", "sum", "concat", "input", "bias", "bn", "ln", "pos_enc",
            "glob_avg",
    ];

    /// <summary>The name that the papers use: <c>max_pool</c>.</summary>
    public static string Name(this Primitive primitive) => Names[(int)primitive];

    /// <summary>The primitive that the papers call <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Primitive Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index >= 0
            ? (Primitive)index
            : throw new ArgumentException($"{name} is not one of the primitives {string.Join(", ", Names)}.", nameof(name));
    }
}

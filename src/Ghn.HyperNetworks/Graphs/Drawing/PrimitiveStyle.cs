namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// How a primitive is drawn: in a colour from palettes that colour-blind readers can tell apart (Okabe and Ito; Tol),
/// kin in kindred colours, and with a sign, so that nothing depends on colour alone.
/// </summary>
/// <param name="Fill">The colour of the disc.</param>
/// <param name="Ink">The colour of the sign.</param>
/// <param name="Sign">One or two letters.</param>
internal sealed record PrimitiveStyle(string Fill, string Ink, string Sign)
{
    private const string Black = "#1a1a1a";
    private const string White = "#ffffff";

    /// <summary>The style of a primitive.</summary>
    public static PrimitiveStyle Of(Primitive primitive) => primitive switch
    {
        Primitive.Conv => new("#0072b2", White, "C"),
        Primitive.SepConv => new("#56b4e9", Black, "S"),
        Primitive.DilConv => new("#a9d6f5", Black, "D"),
        Primitive.Bias => new("#c9d3dc", Black, "b"),
        Primitive.Bn => new("#e69f00", Black, "N"),
        Primitive.Ln => new("#f7d488", Black, "L"),
        Primitive.Sum => new("#d55e00", White, "+"),
        Primitive.Concat => new("#882255", White, "‖"),
        Primitive.Msa => new("#cc79a7", Black, "A"),
        Primitive.Cse => new("#aa4499", White, "×"),
        Primitive.MaxPool => new("#117733", White, "M"),
        Primitive.AvgPool => new("#44aa99", Black, "P"),
        Primitive.GlobAvg => new("#009e73", White, "G"),
        Primitive.PosEnc => new("#f0e442", Black, "E"),
        _ => new("#332f2c", White, "I"),
    };
}

using Ghn.Networks.Architectures;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// Hand-made and searched architectures: the vision transformer of the GHN-2 paper's Tables 1 to 6, the DARTS of its Table 6, and P-DARTS,
/// to which Table 9 compares. ResNet-50, which belongs to them, is no network of cells: it is in the <see cref="Zoo"/>.
/// </summary>
public static class PredefinedDeepNets
{
    private static readonly Genotype DartsCells = new(
        Cell("sep_conv_3x3 0, sep_conv_3x3 1, sep_conv_3x3 0, sep_conv_3x3 1, "
            + "sep_conv_3x3 1, skip_connect 0, skip_connect 0, dil_conv_3x3 2"),
        Cell("max_pool_3x3 0, max_pool_3x3 1, skip_connect 2, max_pool_3x3 1, "
            + "max_pool_3x3 0, skip_connect 2, skip_connect 2, max_pool_3x3 1"));

    private static readonly Genotype ProgressiveDartsCells = new(
        Cell("skip_connect 0, dil_conv_3x3 1, skip_connect 0, sep_conv_3x3 1, "
            + "sep_conv_3x3 1, sep_conv_3x3 3, sep_conv_3x3 0, dil_conv_5x5 4"),
        Cell("avg_pool_3x3 0, sep_conv_5x5 1, sep_conv_3x3 0, dil_conv_5x5 2, "
            + "max_pool_3x3 0, dil_conv_3x3 1, dil_conv_3x3 1, dil_conv_5x5 3"));

    /// <summary>A vision transformer of twelve layers.</summary>
    public static DeepNet VisionTransformer { get; } = new(
        new Genotype(Cell("none 0, msa 1"), Cell("none 0, avg_pool_3x3 1")),
        new DeepNetConfiguration { Cells = 12, Channels = 128, ChannelMultiplier = 1, AdaptsInputs = false });

    /// <summary>The names of all: <c>vit</c>, <c>darts</c> and <c>pdarts</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["vit", "darts", "pdarts"];

    /// <summary>The cells of DARTS (Liu et al., 2019).</summary>
    /// <param name="imageSize">The height and width of the images, on which size and stem depend.</param>
    public static DeepNet Darts(int imageSize) => new(DartsCells, SearchedConfiguration(imageSize));

    /// <summary>The cells of P-DARTS (Chen et al., 2019).</summary>
    /// <param name="imageSize">The height and width of the images, on which size and stem depend.</param>
    public static DeepNet ProgressiveDarts(int imageSize) => new(ProgressiveDartsCells, SearchedConfiguration(imageSize));

    /// <summary>All architectures, in the order of <see cref="Names"/>.</summary>
    /// <param name="imageSize">The height and width of the images.</param>
    public static IReadOnlyList<DeepNet> All(int imageSize) => [VisionTransformer, Darts(imageSize), ProgressiveDarts(imageSize)];

    /// <summary>14 cells for ImageNet, as the GHN-2 paper has them (5.3); for CIFAR, 20 as DARTS has them.</summary>
    private static DeepNetConfiguration SearchedConfiguration(int imageSize) => imageSize <= ZooOptions.SmallImageSize
        ? new DeepNetConfiguration { Cells = 20, Channels = 36 }
        : new DeepNetConfiguration { Cells = 14, Channels = 48, Stem = StemKind.Shrinking };

    /// <summary>A cell that returns all its steps.</summary>
    private static CellGenotype Cell(string branches)
    {
        CellBranch[] parsed = [.. branches.Split(", ").Select(branch =>
        {
            string[] words = branch.Split(' ');
            return new CellBranch(CellOperations.Parse(words[0]), int.Parse(words[1]));
        })];
        return new CellGenotype(parsed, [.. Enumerable.Range(2, parsed.Length / 2)]);
    }
}

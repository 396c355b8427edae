using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>The passes of a convolution or of its input's gradient, and the sizes of what they read and write.</summary>
internal sealed class ConvolutionPlan
{
    private ConvolutionPlan(PaddedPlaneLayout layout, ConvolutionPass[] passes) => (Layout, Passes) = (layout, passes);

    /// <summary>How the planes that are read are laid out.</summary>
    public PaddedPlaneLayout Layout { get; }

    /// <summary>The passes.</summary>
    public ConvolutionPass[] Passes { get; }

    /// <summary>The number of images.</summary>
    public required int Batch { get; init; }

    /// <summary>The number of groups.</summary>
    public required int Groups { get; init; }

    /// <summary>The channels of a group that are read.</summary>
    public required int SourceChannels { get; init; }

    /// <summary>The elements of a plane that is read.</summary>
    public required int SourcePlane { get; init; }

    /// <summary>The channels of a group that are written.</summary>
    public required int TargetChannels { get; init; }

    /// <summary>The elements of a plane that is written.</summary>
    public required int TargetPlane { get; init; }

    /// <summary>The width of a plane that is written.</summary>
    public required int TargetWidth { get; init; }

    /// <summary>The number of taps of the kernel.</summary>
    public required int Taps { get; init; }

    /// <summary>Whether the weights are those of the opposite direction: [source channels, target channels, taps].</summary>
    public required bool IsBackward { get; init; }

    /// <summary>Whether each output of the pass is a tile, <see cref="Tiles"/>.</summary>
    public bool IsTiled { get; private init; }

    /// <summary>The pass of a convolution.</summary>
    public static ConvolutionPlan Forward(in ConvolutionGeometry g)
    {
        (int outHeight, int outWidth) = (g.OutHeight, g.OutWidth);
        int lastRow = ((outHeight - 1) * g.StrideHeight) + ((g.KernelHeight - 1) * g.DilationHeight) - g.PaddingHeight;
        int lastColumn = ((outWidth - 1) * g.StrideWidth) + ((g.KernelWidth - 1) * g.DilationWidth) - g.PaddingWidth;

        // Without padding, whole rows let planes be used as they are.
        lastColumn = Math.Max(lastColumn, g.PaddingWidth > 0 ? 0 : g.Width - 1);
        PaddedPlaneLayout layout = new PaddedPlaneLayout(
            g.Height,
            g.Width,
            -g.PaddingHeight,
            -g.PaddingWidth,
            lastRow,
            lastColumn,
            g.StrideHeight,
            g.StrideWidth);
        int[] taps = [.. Enumerable.Range(0, g.Taps)];
        ConvolutionGeometry sizes = g;
        int[] offsets =
        [
            .. taps.Select(tap => layout.OffsetOf(
                (tap / sizes.KernelWidth * sizes.DilationHeight) - sizes.PaddingHeight,
                (tap % sizes.KernelWidth * sizes.DilationWidth) - sizes.PaddingWidth)),
        ];
        return new ConvolutionPlan(layout, [new ConvolutionPass(outHeight, outWidth, taps, offsets, 0, outWidth, 1)])
        {
            Batch = g.Batch,
            Groups = g.Groups,
            SourceChannels = g.GroupInChannels,
            SourcePlane = g.Plane,
            TargetChannels = g.GroupOutChannels,
            TargetPlane = g.OutPlane,
            TargetWidth = outWidth,
            Taps = g.Taps,
            IsBackward = false,
        };
    }

    /// <summary>The passes of the gradient of a convolution's input, over the gradient of its output.</summary>
    public static ConvolutionPlan BackwardInput(in ConvolutionGeometry g)
    {
        TapMapping[] rows = TapMapping.All(g.Height, g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.DilationHeight);
        TapMapping[] columns = TapMapping.All(g.Width, g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.DilationWidth);
        (int firstRow, int lastRow) = TapMapping.Bounds(rows);
        (int firstColumn, int lastColumn) = TapMapping.Bounds(columns);
        (int outHeight, int outWidth) = (g.OutHeight, g.OutWidth);
        PaddedPlaneLayout layout = new PaddedPlaneLayout(outHeight, outWidth, firstRow, firstColumn, lastRow, lastColumn, 1, 1);
        ConvolutionGeometry sizes = g;
        ConvolutionPass[] passes =
        [
            .. from row in rows
               from column in columns
               let taps = (from y in row.Taps from x in column.Taps select (y, x)).ToArray()
               select new ConvolutionPass(
                   row.Count,
                   column.Count,
                   [.. taps.Select(tap => (tap.y.Tap * sizes.KernelWidth) + tap.x.Tap)],
                   [.. taps.Select(tap => layout.OffsetOf(tap.y.First, tap.x.First))],
                   (row.Phase * sizes.Width) + column.Phase,
                   sizes.StrideHeight * sizes.Width,
                   sizes.StrideWidth),
        ];
        return new ConvolutionPlan(layout, passes)
        {
            Batch = g.Batch,
            Groups = g.Groups,
            SourceChannels = g.GroupOutChannels,
            SourcePlane = g.OutPlane,
            TargetChannels = g.GroupInChannels,
            TargetPlane = g.Plane,
            TargetWidth = g.Width,
            Taps = g.Taps,
            IsBackward = true,
        };
    }

    /// <summary>
    /// The pass of tiles of 2×2 outputs over a 3×3 convolution with steps of one, or over the gradient of its input: the offsets are
    /// those of the 4×4 elements that a tile sees.
    /// </summary>
    public static ConvolutionPlan Tiles(in ConvolutionGeometry g, bool isBackward)
    {
        (int firstRow, int firstColumn) = isBackward ? (g.PaddingHeight - 2, g.PaddingWidth - 2) : (-g.PaddingHeight, -g.PaddingWidth);
        (int sourceHeight, int sourceWidth) = isBackward ? (g.OutHeight, g.OutWidth) : (g.Height, g.Width);
        (int targetHeight, int targetWidth) = isBackward ? (g.Height, g.Width) : (g.OutHeight, g.OutWidth);
        int rows = Partition.CeilDiv(targetHeight, 2);
        int columns = Partition.CeilDiv(targetWidth, 2);
        PaddedPlaneLayout layout = new PaddedPlaneLayout(
            sourceHeight, sourceWidth, firstRow, firstColumn, firstRow + (2 * rows) + 1, firstColumn + (2 * columns) + 1, 2, 2);
        int[] offsets =
        [
            .. from row in Enumerable.Range(firstRow, 4)
               from column in Enumerable.Range(firstColumn, 4)
               select layout.OffsetOf(row, column),
        ];
        return new ConvolutionPlan(
            layout, [new ConvolutionPass(rows, columns, [.. Enumerable.Range(0, 9)], offsets, 0, 2 * targetWidth, 2)])
        {
            Batch = g.Batch,
            Groups = g.Groups,
            SourceChannels = isBackward ? g.GroupOutChannels : g.GroupInChannels,
            SourcePlane = sourceHeight * sourceWidth,
            TargetChannels = isBackward ? g.GroupInChannels : g.GroupOutChannels,
            TargetPlane = targetHeight * targetWidth,
            TargetWidth = targetWidth,
            Taps = g.Taps,
            IsBackward = isBackward,
            IsTiled = true,
        };
    }
}

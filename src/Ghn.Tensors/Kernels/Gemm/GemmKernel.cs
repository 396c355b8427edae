namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>
/// The innermost part of a matrix product for one instruction set: it multiplies two packed panels into one tile of
/// the output that stays in registers meanwhile.
/// </summary>
internal abstract unsafe class GemmKernel(int rows, int columns)
{
    /// <summary>The fastest kernel for this processor.</summary>
    public static GemmKernel Best { get; } = All.First(kernel => kernel.IsSupported);

    /// <summary>Every kernel, fastest first.</summary>
    public static IReadOnlyList<GemmKernel> All => [new Avx512Kernel(), new Avx2Kernel(), new Vector128Kernel(), new ScalarKernel()];

    /// <summary>The number of rows of a tile: the width of a panel of A.</summary>
    public int Rows { get; } = rows;

    /// <summary>The number of columns of a tile: the width of a panel of B, a multiple of 16.</summary>
    public int Columns { get; } = columns;

    /// <summary>Whether this processor can run the kernel.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>Multiplies two panels: C = Σₚ a[p]ᵀ·b[p], or C += when <paramref name="accumulate"/> is set.</summary>
    /// <param name="depth">The number of steps p.</param>
    /// <param name="a">Depth × <see cref="Rows"/> values.</param>
    /// <param name="b">Depth × <see cref="Columns"/> values, 64-byte aligned.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="stride">The distance between rows of the tile.</param>
    /// <param name="accumulate">Whether the product is added to what the tile holds.</param>
    /// <param name="next">What the next tiles will read of A, and the kernel may ask for ahead: two values for each step.</param>
    public abstract void Multiply(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* next);

    /// <summary>Packs some rows of a matrix into a panel, as <see cref="PanelPacker"/> says.</summary>
    public virtual void Pack(in MatrixView source, int firstRow, int firstColumn, int depth, int width, float* panel) =>
        PanelPacker.Pack(source, firstRow, firstColumn, depth, width, panel, wide: false);

    /// <inheritdoc/>
    public override string ToString() => GetType().Name;
}

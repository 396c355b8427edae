namespace Ghn.HyperNetworks.Decoding;

/// <summary>A block and its rows of the hidden layer: one for each position of its kernel, from the first on.</summary>
/// <param name="Block">The block.</param>
/// <param name="FirstRow">Its first row.</param>
internal readonly record struct BlockRows(DecodedBlock Block, int FirstRow)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Block.Kernel.Area;

    /// <summary>
    /// Gives each block its rows, widest blocks first: blocks that want the same channels then tend to be neighbours, whose rows are one
    /// matrix.
    /// </summary>
    public static BlockRows[] Place(IEnumerable<DecodedBlock> blocks)
    {
        int row = 0;
        return
        [
            .. blocks.OrderByDescending(block => block.InChannels).ThenByDescending(block => block.OutChannels).Select(block =>
            {
                BlockRows placed = new BlockRows(block, row);
                row += placed.Rows;
                return placed;
            }),
        ];
    }
}

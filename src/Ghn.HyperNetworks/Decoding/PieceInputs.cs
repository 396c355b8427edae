using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>The rows of a matrix that belong to a piece's positions: where they lie if they follow each other, else a copy.</summary>
internal sealed class PieceInputs : IDisposable
{
    private readonly bool _isCopy;

    private PieceInputs(Tensor rows, bool isCopy) => (Rows, _isCopy) = (rows, isCopy);

    /// <summary>The rows [positions, width].</summary>
    public Tensor Rows { get; }

    /// <summary>The rows of <paramref name="hidden"/> that belong to a piece.</summary>
    public static PieceInputs Of(StaircasePiece piece, Tensor hidden)
    {
        if (piece.IsContiguous)
        {
            return new PieceInputs(hidden.Slice(piece.FirstRow, piece.Positions), isCopy: false);
        }

        Tensor gathered = Tensor.Allocate([piece.Positions, hidden.Shape[1]]);
        piece.Gather(hidden, gathered);
        return new PieceInputs(gathered, isCopy: true);
    }

    /// <summary>Returns the memory of a copy.</summary>
    public void Dispose()
    {
        if (_isCopy)
        {
            Rows.Dispose();
        }
    }
}

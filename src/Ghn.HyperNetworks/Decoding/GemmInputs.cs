using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>The rows of a matrix that belong to a batch's positions: where they lie if they follow each other, else a copy.</summary>
internal sealed class GemmInputs : IDisposable
{
    private readonly bool _isCopy;

    private GemmInputs(Tensor rows, bool isCopy) => (Rows, _isCopy) = (rows, isCopy);

    /// <summary>The rows [positions, width].</summary>
    public Tensor Rows { get; }

    /// <summary>The rows of <paramref name="hidden"/> that belong to a batch.</summary>
    public static GemmInputs Of(GemmBatch batch, Tensor hidden)
    {
        if (batch.IsContiguous)
        {
            return new GemmInputs(hidden.Slice(batch.FirstRow, batch.Positions), isCopy: false);
        }

        Tensor gathered = Tensor.Allocate([batch.Positions, hidden.Shape[1]]);
        batch.Gather(hidden, gathered);
        return new GemmInputs(gathered, isCopy: true);
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

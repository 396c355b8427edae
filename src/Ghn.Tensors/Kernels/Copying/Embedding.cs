namespace Ghn.Tensors.Kernels.Copying;

/// <summary>Looks rows of a table up.</summary>
public static class Embedding
{
    /// <summary>Copies rows of a table one after the other.</summary>
    /// <param name="table">The table [rows, width].</param>
    /// <param name="indices">The rows to copy.</param>
    /// <param name="output">Where they go: [indices, width].</param>
    public static void Gather(Tensor table, ReadOnlySpan<int> indices, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(table);
        int width = table.Shape[1];
        for (int i = 0; i < indices.Length; i++)
        {
            table.Values.Slice(indices[i] * width, width).CopyTo(output[(i * width)..]);
        }
    }
}

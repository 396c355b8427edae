using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Autograd;

/// <summary>Looks rows of tables up: embeddings.</summary>
public static class EmbeddingOperations
{
    /// <summary>Rows of a table one after the other; a row may be asked for several times.</summary>
    /// <param name="table">[rows, width].</param>
    /// <param name="indices">The rows.</param>
    /// <returns>[indices, width].</returns>
    public static Variable Gather(this Variable table, IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(indices);
        int width = table.Shape[1];
        int[] rows = [.. indices];
        Tensor y = Tensor.Allocate([rows.Length, width]);
        Embedding.Gather(table.Value, rows, y.Values);
        return table.Tape.Record(y, [table], gradient =>
        {
            Span<float> sum = table.GradientToAddTo().Values;
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = sum.Slice(rows[i] * width, width);
                TensorPrimitives.Add(row, gradient.Tensor.Values.Slice(i * width, width), row);
            }
        });
    }
}

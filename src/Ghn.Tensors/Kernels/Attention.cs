namespace Ghn.Tensors;

/// <summary>Multi-head self-attention among n positions: softmax(q·kᵀ / √headDimension + bias)·v for each head.</summary>
public static unsafe class Attention
{
    /// <summary>Computes the attention of all heads, spread over the threads.</summary>
    /// <param name="queryKeyValue">Queries, keys and values [n, 3·heads·headDimension], each of the three as heads × headDimension.</param>
    /// <param name="bias">What is added to the scaled products [heads, n, n]; null for nothing.</param>
    /// <param name="output">The result [n, heads·headDimension].</param>
    /// <param name="heads">The number of heads.</param>
    public static void Forward(Tensor queryKeyValue, Tensor? bias, Tensor output, int heads)
    {
        ArgumentNullException.ThrowIfNull(queryKeyValue);
        ArgumentNullException.ThrowIfNull(output);
        int count = output.Shape[0];
        int width = output.Shape[1];
        int headWidth = width / heads;
        WorkerPool.For(heads, head =>
        {
            float* first = (float*)queryKeyValue.Data + (head * headWidth);
            var queries = new MatrixView(first, ElementType.Float32, count, headWidth, 3L * width);
            var keys = new MatrixView(first + width, ElementType.Float32, count, headWidth, 3L * width);
            var values = new MatrixView(first + (2 * width), ElementType.Float32, count, headWidth, 3L * width);
            using Tensor weights = Tensor.Allocate([count, count]);
            Gemm.MultiplyTransposed(queries, keys, MatrixView.Of(weights));

            float* biases = bias is null ? null : (float*)bias.Data + ((long)head * count * count);
            Softmax.Rows((float*)weights.Data, count, count, 1 / MathF.Sqrt(headWidth), biases);
            var target = new MatrixView((float*)output.Data + (head * headWidth), ElementType.Float32, count, headWidth, width);
            Gemm.MultiplyTransposed(MatrixView.Of(weights), values.Transposed, target);
        });
        GC.KeepAlive(queryKeyValue);
        GC.KeepAlive(bias);
        GC.KeepAlive(output);
    }
}

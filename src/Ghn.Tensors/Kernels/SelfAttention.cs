using System.Numerics.Tensors;

namespace Ghn.Tensors;

/// <summary>
/// Multi-head self-attention within each sequence of a batch, forward and backward:
/// softmax(scale·q·kᵀ + bias + mask)·v. The threads share the pairs of sequence and head.
/// </summary>
internal readonly unsafe struct SelfAttention
{
    private readonly int _heads;
    private readonly int _length;
    private readonly int _width;
    private readonly int _headWidth;
    private readonly int _sequences;
    private readonly float _scale;

    /// <summary>Describes attention over <paramref name="queryKeyValue"/>.</summary>
    /// <param name="queryKeyValue">The shape [sequences, length, 3·width]: queries, keys, values, each as heads × headWidth.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="scale">The factor of the logits; null for 1 / √headWidth.</param>
    public SelfAttention(Shape queryKeyValue, int heads, double? scale = null)
    {
        _heads = heads;
        _sequences = queryKeyValue[0];
        _length = queryKeyValue[1];
        _width = queryKeyValue[2] / 3;
        _headWidth = _width / heads;
        _scale = scale is { } given ? (float)given : 1 / MathF.Sqrt(_headWidth);
    }

    /// <summary>The shape of the output.</summary>
    public Shape OutputShape => [_sequences, _length, _width];

    /// <summary>The shape of all attention weights.</summary>
    public Shape WeightsShape => [_sequences, _heads, _length, _length];

    private int Area => _length * _length;

    /// <summary>Computes weights and output.</summary>
    /// <param name="queryKeyValue">Queries, keys and values.</param>
    /// <param name="bias">What is added to the logits of each head [heads, length, length], or null.</param>
    /// <param name="mask">
    /// What is added to those of sequence i, at index i modulo the first dimension [masks, length, length], or null.
    /// </param>
    /// <param name="weights">The attention weights; null if they are not wanted, which saves their memory.</param>
    /// <param name="output">The output.</param>
    public void Forward(Tensor queryKeyValue, Tensor? bias, Tensor? mask, Tensor? weights, Tensor output)
    {
        SelfAttention self = this;
        WorkerPool.For(_sequences * _heads, task =>
        {
            using Tensor? scratch = weights is null ? Tensor.Allocate([self._length, self._length]) : null;
            self.Forward(queryKeyValue, bias, mask, task, scratch is null ? self.Square(weights!, task) : MatrixView.Of(scratch), output);
        });
    }

    private void Forward(Tensor queryKeyValue, Tensor? bias, Tensor? mask, int task, MatrixView weights, Tensor output)
    {
        (int sequence, int head) = (task / _heads, task % _heads);
        Gemm.MultiplyTransposed(Part(queryKeyValue, 0, sequence, head), Part(queryKeyValue, 1, sequence, head), weights);
        float* biases = bias is null ? null : (float*)Square(bias, head).Data;
        float scale = _scale;
        if (mask is not null)
        {
            var logits = new Span<float>(weights.Data, Area);
            TensorPrimitives.Multiply(logits, scale, logits);
            TensorPrimitives.Add(logits, new ReadOnlySpan<float>(Square(mask, sequence % mask.Shape[0]).Data, Area), logits);
            scale = 1;
        }

        Softmax.Rows((float*)weights.Data, _length, _length, scale, biases);
        Gemm.MultiplyTransposed(weights, Part(queryKeyValue, 2, sequence, head).Transposed, Output(output, sequence, head));
    }

    /// <summary>Computes the gradients of queries, keys and values, and of the logits.</summary>
    /// <param name="queryKeyValue">Queries, keys and values.</param>
    /// <param name="weights">The attention weights.</param>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="inputGradient">The gradient of queries, keys and values.</param>
    /// <param name="logitsGradient">The gradient of the logits, of the weights' shape.</param>
    public void Backward(Tensor queryKeyValue, Tensor weights, Tensor gradient, Tensor inputGradient, Tensor logitsGradient)
    {
        SelfAttention self = this;
        WorkerPool.For(_sequences * _heads, task =>
        {
            (int sequence, int head) = (task / self._heads, task % self._heads);
            MatrixView upstream = self.Output(gradient, sequence, head);
            MatrixView probabilities = self.Square(weights, task);
            MatrixView logits = self.Square(logitsGradient, task);
            Gemm.MultiplyTransposed(
                probabilities.Transposed, upstream.Transposed, self.Part(inputGradient, 2, sequence, head));
            Gemm.MultiplyTransposed(upstream, self.Part(queryKeyValue, 2, sequence, head), logits);
            Softmax.RowsBackward((float*)probabilities.Data, (float*)logits.Data, self._length, self._length);

            // The logits' own gradient is left without the scale: that belongs to the product alone.
            using Tensor scaled = Tensor.Allocate([self._length, self._length]);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(logits.Data, self.Area), self._scale, scaled.Values);
            MatrixView products = MatrixView.Of(scaled);
            Gemm.MultiplyTransposed(
                products, self.Part(queryKeyValue, 1, sequence, head).Transposed, self.Part(inputGradient, 0, sequence, head));
            Gemm.MultiplyTransposed(
                products.Transposed, self.Part(queryKeyValue, 0, sequence, head).Transposed, self.Part(inputGradient, 1, sequence, head));
        });
    }

    /// <summary>The gradient of the bias: the sum of that of the logits over all sequences.</summary>
    public void BiasGradient(Tensor logitsGradient, Tensor biasGradient)
    {
        SelfAttention self = this;
        WorkerPool.For(_heads, head =>
        {
            var sum = new Span<float>(self.Square(biasGradient, head).Data, self.Area);
            sum.Clear();
            for (int sequence = 0; sequence < self._sequences; sequence++)
            {
                MatrixView logits = self.Square(logitsGradient, (sequence * self._heads) + head);
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>(logits.Data, self.Area), sum);
            }
        });
    }

    /// <summary>Queries (0), keys (1) or values (2) of a head in a sequence.</summary>
    private MatrixView Part(Tensor queryKeyValue, int part, int sequence, int head)
    {
        float* first = (float*)queryKeyValue.Data + ((long)sequence * _length * 3 * _width) + (part * _width) + (head * _headWidth);
        return new MatrixView(first, ElementType.Float32, _length, _headWidth, 3L * _width);
    }

    private MatrixView Output(Tensor output, int sequence, int head)
    {
        float* first = (float*)output.Data + ((long)sequence * _length * _width) + (head * _headWidth);
        return new MatrixView(first, ElementType.Float32, _length, _headWidth, _width);
    }

    private MatrixView Square(Tensor squares, int index) =>
        new((float*)squares.Data + ((long)index * Area), ElementType.Float32, _length, _length, _length);
}

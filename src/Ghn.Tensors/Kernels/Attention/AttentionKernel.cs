using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Attention;

/// <summary>
/// Multi-head attention within each sequence of a batch, forward and backward: softmax(scale·q·kᵀ + bias + mask)·v. There may be other
/// numbers of queries than of keys and values. The threads share the pairs of sequence and head.
/// </summary>
/// <param name="sequences">The number of sequences.</param>
/// <param name="heads">The number of heads.</param>
/// <param name="queries">The number of queries of a sequence.</param>
/// <param name="keys">The number of keys, and of values.</param>
/// <param name="scale">The factor of the logits.</param>
internal readonly unsafe struct AttentionKernel(int sequences, int heads, int queries, int keys, float scale)
{
    private readonly int _sequences = sequences;
    private readonly int _heads = heads;
    private readonly int _queries = queries;
    private readonly int _keys = keys;
    private readonly float _scale = scale;

    /// <summary>The shape of all attention weights.</summary>
    public Shape WeightsShape => [_sequences, _heads, _queries, _keys];

    private int Area => checked(_queries * _keys);

    /// <summary>Computes weights and output.</summary>
    /// <param name="query">The queries.</param>
    /// <param name="key">The keys.</param>
    /// <param name="value">The values.</param>
    /// <param name="bias">What is added to the logits of each head [heads, queries, keys], or null.</param>
    /// <param name="mask">
    /// What is added to those of sequence i, at index i modulo the first dimension [masks, queries, keys], or null.
    /// </param>
    /// <param name="weights">The attention weights; null if they are not wanted, which saves their memory.</param>
    /// <param name="output">The output.</param>
    public void Forward(
        AttentionOperand query, AttentionOperand key, AttentionOperand value, Tensor? bias, Tensor? mask, Tensor? weights,
        AttentionOperand output)
    {
        AttentionKernel self = this;
        bool isNarrow = NarrowHead.Fits(key, value);
        WorkerPool.For(_sequences * _heads, task =>
        {
            (int sequence, int head) = (task / self._heads, task % self._heads);
            AttentionTerms terms = self.Terms(bias, mask, sequence, head);
            if (isNarrow)
            {
                float* kept = weights is null ? null : (float*)self.Matrix(weights, task).Data;
                NarrowHead.Attend(
                    query.Head(sequence, head), key.Head(sequence, head), value.Head(sequence, head), terms, kept,
                    output.Head(sequence, head));
                return;
            }

            using Tensor? scratch = weights is null ? Tensor.Allocate([self._queries, self._keys]) : null;
            MatrixView logits = scratch is null ? self.Matrix(weights!, task) : MatrixView.Of(scratch);
            Matrices.MultiplyTransposed(query.Head(sequence, head), key.Head(sequence, head), logits);
            terms.Normalize((float*)logits.Data, 0, self._queries);
            Matrices.MultiplyTransposed(logits, value.Head(sequence, head).Transposed, output.Head(sequence, head));
        });
    }

    /// <summary>Computes the gradients of queries, keys and values, and of the logits.</summary>
    /// <param name="operands">The queries, keys and values.</param>
    /// <param name="weights">The attention weights.</param>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="gradients">Where the gradients of queries, keys and values go.</param>
    /// <param name="logitsGradient">The gradient of the logits, of the weights' shape.</param>
    public void Backward(
        (AttentionOperand Query, AttentionOperand Key, AttentionOperand Value) operands, Tensor weights, AttentionOperand gradient,
        (AttentionOperand Query, AttentionOperand Key, AttentionOperand Value) gradients, Tensor logitsGradient)
    {
        AttentionKernel self = this;
        WorkerPool.For(_sequences * _heads, task =>
        {
            (int sequence, int head) = (task / self._heads, task % self._heads);
            MatrixView upstream = gradient.Head(sequence, head);
            MatrixView probabilities = self.Matrix(weights, task);
            MatrixView logits = self.Matrix(logitsGradient, task);
            Matrices.MultiplyTransposed(probabilities.Transposed, upstream.Transposed, gradients.Value.Head(sequence, head));
            Matrices.MultiplyTransposed(upstream, operands.Value.Head(sequence, head), logits);
            Softmax.RowsBackward(
                new ReadOnlySpan<float>(probabilities.Data, self.Area), new Span<float>(logits.Data, self.Area), self._keys);

            // The logits' own gradient is left without the scale: that belongs to the product alone.
            using Tensor scaled = Tensor.Allocate([self._queries, self._keys]);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(logits.Data, self.Area), self._scale, scaled.Values);
            MatrixView products = MatrixView.Of(scaled);
            Matrices.MultiplyTransposed(products, operands.Key.Head(sequence, head).Transposed, gradients.Query.Head(sequence, head));
            Matrices.MultiplyTransposed(
                products.Transposed, operands.Query.Head(sequence, head).Transposed, gradients.Key.Head(sequence, head));
        });
    }

    /// <summary>The gradient of the bias: the sum of that of the logits over all sequences.</summary>
    public void BiasGradient(Tensor logitsGradient, Tensor biasGradient)
    {
        AttentionKernel self = this;
        WorkerPool.For(_heads, head =>
        {
            var sum = new Span<float>(self.Matrix(biasGradient, head).Data, self.Area);
            sum.Clear();
            for (int sequence = 0; sequence < self._sequences; sequence++)
            {
                MatrixView logits = self.Matrix(logitsGradient, (sequence * self._heads) + head);
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>(logits.Data, self.Area), sum);
            }
        });
    }

    private AttentionTerms Terms(Tensor? bias, Tensor? mask, int sequence, int head) => new(
        _scale,
        _keys,
        bias is null ? null : (float*)Matrix(bias, head).Data,
        mask is null ? null : (float*)Matrix(mask, sequence % mask.Shape[0]).Data);

    private MatrixView Matrix(Tensor matrices, int index) =>
        new((float*)matrices.Data + ((long)index * Area), ElementType.Float32, _queries, _keys, _keys);
}

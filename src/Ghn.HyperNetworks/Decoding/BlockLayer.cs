using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// The last layer of the convolutional decoder, whose rows are numbered (out, in): it turns each position of a kernel into a block
/// [D₀, D₁], of which a weight with fewer channels keeps the top left corner. Only the rows that some weight keeps are multiplied, in
/// the batches of a <see cref="GemmBatching"/>; the backward pass goes through such batches, too.
/// </summary>
/// <param name="layer">The layer [D₀ · D₁, depth].</param>
/// <param name="maxIn">D₁.</param>
internal sealed class BlockLayer(Linear layer, int maxIn)
{
    /// <summary>Computes weights, in place.</summary>
    /// <param name="hidden">The layer's inputs [positions, depth].</param>
    /// <param name="placed">The weights' blocks, with the places of their positions among the inputs.</param>
    /// <param name="targets">The weights.</param>
    /// <returns>The weights as variables, in the order of the targets.</returns>
    public IReadOnlyList<Variable> Decode(Variable hidden, BlockRows[] placed, IReadOnlyList<WeightTarget> targets)
    {
        GemmBatch[] batches = GemmBatching.Divide(placed);
        WorkerPool.For(batches.Length, index => Decode(batches[index], hidden.Value));
        WeightTarget.CompleteAll(targets);
        Tensor[] weights = [.. targets.Select(target => target.Weight)];
        return hidden.Tape.Record(weights, [hidden, .. layer.On(hidden.Tape)], keeps: [hidden], backward: gradients =>
        {
            DecodedBlock?[] blocks = WeightTarget.GradientsOfBlocks(targets, gradients);
            Dictionary<DecodedBlock, DecodedBlock?> gradientOf = targets.Zip(blocks).ToDictionary(
                pair => pair.First.Block, pair => pair.Second);
            IEnumerable<BlockRows> reached = placed.Where(entry => gradientOf[entry.Block] is not null);
            BlockRows[] upstream = [.. reached.Select(entry => entry with { Block = gradientOf[entry.Block]! })];
            hidden.AddGradient(Backward(GemmBatching.Divide(upstream), hidden.Value));
            foreach (BlockRows entry in upstream)
            {
                entry.Block.Destination.Dispose();
            }
        });
    }

    private void Decode(GemmBatch batch, Tensor hidden)
    {
        using Tensor bias = Tensor.Allocate([batch.Columns]);
        foreach ((int row, Range columns) in batch.RowsOfLayer(maxIn))
        {
            Span<float> part = bias.Values[columns];
            layer.Bias!.Value.Values.Slice(row, part.Length).CopyTo(part);
        }

        using Tensor decoded = Tensor.Allocate([batch.Positions, batch.Columns]);
        using GemmInputs inputs = GemmInputs.Of(batch, hidden);
        Matrices.MultiplyTransposed(
            MatrixView.Of(inputs.Rows), RowsOf(layer.Weight.Value, batch), MatrixView.Of(decoded), Epilogue.WithBias(bias));
        batch.Store(decoded);
    }

    /// <summary>
    /// Adds to the gradients of the layer, and computes that of its inputs, batch by batch: two batches may share rows of either.
    /// </summary>
    private Tensor Backward(GemmBatch[] batches, Tensor hidden)
    {
        Tensor hiddenGradient = Tensor.Zeros(hidden.Shape);
        foreach (GemmBatch batch in batches)
        {
            using Tensor upstream = Tensor.Allocate([batch.Positions, batch.Columns]);
            batch.Load(upstream);
            AddBiasGradient(batch, upstream);
            using (GemmInputs inputs = GemmInputs.Of(batch, hidden))
            {
                Matrices.MultiplyTransposed(
                    MatrixView.Of(upstream).Transposed, MatrixView.Of(inputs.Rows).Transposed, RowsOf(layer.Weight.Gradient!, batch),
                    new Epilogue { Accumulate = true });
            }

            AddHiddenGradient(batch, upstream, hiddenGradient);
        }

        return hiddenGradient;
    }

    private void AddBiasGradient(GemmBatch batch, Tensor upstream)
    {
        using Tensor sums = Tensor.Allocate([batch.Columns]);
        ColumnSums.Of(upstream, sums);
        foreach ((int row, Range columns) in batch.RowsOfLayer(maxIn))
        {
            ReadOnlySpan<float> part = sums.Values[columns];
            Span<float> gradient = layer.Bias!.Gradient!.Values.Slice(row, part.Length);
            TensorPrimitives.Add(gradient, part, gradient);
        }
    }

    private void AddHiddenGradient(GemmBatch batch, Tensor upstream, Tensor hiddenGradient)
    {
        using Tensor rows = Tensor.Allocate([batch.Columns, layer.InFeatures]);
        CopyRows(batch, rows);
        MatrixView columns = MatrixView.Of(rows).Transposed;
        if (batch.IsContiguous)
        {
            MatrixView target = MatrixView.Of(hiddenGradient.Slice(batch.FirstRow, batch.Positions));
            Matrices.MultiplyTransposed(MatrixView.Of(upstream), columns, target, new Epilogue { Accumulate = true });
            return;
        }

        using Tensor gradients = Tensor.Allocate([batch.Positions, layer.InFeatures]);
        Matrices.MultiplyTransposed(MatrixView.Of(upstream), columns, MatrixView.Of(gradients));
        batch.Scatter(gradients, hiddenGradient);
    }

    /// <summary>The layer's rows for a batch, one after the other: rows in blocks cannot be read as columns.</summary>
    private void CopyRows(GemmBatch batch, Tensor rows)
    {
        int depth = layer.InFeatures;
        (int Row, Range Columns)[] stretches = [.. batch.RowsOfLayer(maxIn)];
        WorkerPool.For(stretches.Length, index =>
        {
            (int row, Range columns) = stretches[index];
            int count = columns.End.Value - columns.Start.Value;
            layer.Weight.Value.Values.Slice(row * depth, count * depth).CopyTo(rows.Values[(columns.Start.Value * depth)..]);
        });
    }

    /// <summary>A batch's part of a matrix that has a row for each of the layer's.</summary>
    private MatrixView RowsOf(Tensor matrix, GemmBatch batch)
    {
        int depth = layer.InFeatures;
        long firstRow = ((long)batch.OutStart * maxIn) + batch.InStart;
        return MatrixView.OfBlocks(
            matrix, firstRow * depth, batch.Columns, depth, rowStride: depth, rowsPerBlock: batch.InEnd - batch.InStart,
            blockStride: (long)maxIn * depth);
    }
}

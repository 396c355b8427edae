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
/// the pieces of a <see cref="Staircase"/>; the way back goes through such pieces, too.
/// </summary>
/// <param name="layer">The layer [D₀ · D₁, depth].</param>
/// <param name="maxIn">D₁.</param>
internal sealed class BlockLayer(Projection layer, int maxIn)
{
    /// <summary>Computes weights, in place.</summary>
    /// <param name="hidden">The layer's inputs [positions, depth].</param>
    /// <param name="placed">The weights' blocks, with the places of their positions among the inputs.</param>
    /// <param name="targets">The weights.</param>
    /// <returns>The weights as variables, in the order of the targets.</returns>
    public IReadOnlyList<Variable> Decode(Variable hidden, PlacedBlock[] placed, IReadOnlyList<WeightTarget> targets)
    {
        StaircasePiece[] pieces = Staircase.Divide(placed);
        WorkerPool.For(pieces.Length, index => Decode(pieces[index], hidden.Value));
        WeightTarget.CompleteAll(targets);
        Tensor[] weights = [.. targets.Select(target => target.Weight)];
        return hidden.Tape.Record(weights, [hidden, .. layer.On(hidden.Tape)], keeps: [hidden], backward: gradients =>
        {
            WeightBlock?[] blocks = WeightTarget.GradientsOfBlocks(targets, gradients);
            Dictionary<WeightBlock, WeightBlock?> gradientOf = targets.Zip(blocks).ToDictionary(
                pair => pair.First.Block, pair => pair.Second);
            IEnumerable<PlacedBlock> reached = placed.Where(entry => gradientOf[entry.Block] is not null);
            PlacedBlock[] upstream = [.. reached.Select(entry => entry with { Block = gradientOf[entry.Block]! })];
            hidden.AddGradient(Backward(Staircase.Divide(upstream), hidden.Value));
            foreach (PlacedBlock entry in upstream)
            {
                entry.Block.Destination.Dispose();
            }
        });
    }

    private void Decode(StaircasePiece piece, Tensor hidden)
    {
        using Tensor bias = Tensor.Allocate([piece.Columns]);
        foreach ((int row, Range columns) in piece.RowsOfLayer(maxIn))
        {
            Span<float> part = bias.Values[columns];
            layer.Bias!.Value.Values.Slice(row, part.Length).CopyTo(part);
        }

        using Tensor decoded = Tensor.Allocate([piece.Positions, piece.Columns]);
        using PieceInputs inputs = PieceInputs.Of(piece, hidden);
        Matrices.MultiplyTransposed(
            MatrixView.Of(inputs.Rows), RowsOf(layer.Weight.Value, piece), MatrixView.Of(decoded), Epilogue.WithBias(bias));
        piece.Store(decoded);
    }

    /// <summary>
    /// Adds to the gradients of the layer, and computes that of its inputs, piece by piece: two pieces may share rows of either.
    /// </summary>
    private Tensor Backward(StaircasePiece[] pieces, Tensor hidden)
    {
        Tensor hiddenGradient = Tensor.Zeros(hidden.Shape);
        foreach (StaircasePiece piece in pieces)
        {
            using Tensor upstream = Tensor.Allocate([piece.Positions, piece.Columns]);
            piece.Load(upstream);
            AddBiasGradient(piece, upstream);
            using (PieceInputs inputs = PieceInputs.Of(piece, hidden))
            {
                Matrices.MultiplyTransposed(
                    MatrixView.Of(upstream).Transposed, MatrixView.Of(inputs.Rows).Transposed, RowsOf(layer.Weight.Gradient!, piece),
                    new Epilogue { Accumulate = true });
            }

            AddHiddenGradient(piece, upstream, hiddenGradient);
        }

        return hiddenGradient;
    }

    private void AddBiasGradient(StaircasePiece piece, Tensor upstream)
    {
        using Tensor sums = Tensor.Allocate([piece.Columns]);
        ColumnSums.Of(upstream, sums);
        foreach ((int row, Range columns) in piece.RowsOfLayer(maxIn))
        {
            ReadOnlySpan<float> part = sums.Values[columns];
            Span<float> gradient = layer.Bias!.Gradient!.Values.Slice(row, part.Length);
            TensorPrimitives.Add(gradient, part, gradient);
        }
    }

    private void AddHiddenGradient(StaircasePiece piece, Tensor upstream, Tensor hiddenGradient)
    {
        using Tensor rows = Tensor.Allocate([piece.Columns, layer.InFeatures]);
        CopyRows(piece, rows);
        MatrixView columns = MatrixView.Of(rows).Transposed;
        if (piece.IsContiguous)
        {
            MatrixView target = MatrixView.Of(hiddenGradient.Slice(piece.FirstRow, piece.Positions));
            Matrices.MultiplyTransposed(MatrixView.Of(upstream), columns, target, new Epilogue { Accumulate = true });
            return;
        }

        using Tensor gradients = Tensor.Allocate([piece.Positions, layer.InFeatures]);
        Matrices.MultiplyTransposed(MatrixView.Of(upstream), columns, MatrixView.Of(gradients));
        piece.Scatter(gradients, hiddenGradient);
    }

    /// <summary>The layer's rows for a piece, one after the other: rows in blocks cannot be read as columns.</summary>
    private void CopyRows(StaircasePiece piece, Tensor rows)
    {
        int depth = layer.InFeatures;
        (int Row, Range Columns)[] stretches = [.. piece.RowsOfLayer(maxIn)];
        WorkerPool.For(stretches.Length, index =>
        {
            (int row, Range columns) = stretches[index];
            int count = columns.End.Value - columns.Start.Value;
            layer.Weight.Value.Values.Slice(row * depth, count * depth).CopyTo(rows.Values[(columns.Start.Value * depth)..]);
        });
    }

    /// <summary>A piece's part of a matrix that has a row for each of the layer's.</summary>
    private MatrixView RowsOf(Tensor matrix, StaircasePiece piece)
    {
        int depth = layer.InFeatures;
        long firstRow = ((long)piece.OutStart * maxIn) + piece.InStart;
        return MatrixView.OfBlocks(
            matrix, firstRow * depth, piece.Columns, depth, rowStride: depth, rowsPerBlock: piece.InEnd - piece.InStart,
            blockStride: (long)maxIn * depth);
    }
}

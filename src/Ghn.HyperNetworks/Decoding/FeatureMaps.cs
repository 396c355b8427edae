using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// The first layer of the convolutional decoder: a rectified linear layer that turns a node's embedding into a feature map
/// [channels, height, width], of which only the positions that some kernel needs are computed.
/// A position of all maps is every (height·width)-th row of the layer.
/// </summary>
/// <param name="layer">The layer [channels · area, hidden].</param>
/// <param name="area">The number of positions of a map.</param>
internal sealed class FeatureMaps(Linear layer, int area)
{
    private readonly int _channels = layer.OutFeatures / area;

    /// <summary>Computes positions of maps.</summary>
    /// <param name="embeddings">The node embeddings [nodes, hidden].</param>
    /// <param name="positions">Which positions.</param>
    /// <returns>[positions, channels].</returns>
    public Variable At(Variable embeddings, SpatialPosition[] positions)
    {
        Tensor features = Tensor.Allocate([positions.Length, _channels]);
        MapPosition[] groups = [.. MapPosition.Group(positions)];
        WorkerPool.For(groups.Length, index => Compute(groups[index], embeddings.Value, features));
        return embeddings.Tape.Record(
            features, [embeddings, .. layer.On(embeddings.Tape)], keeps: [embeddings], keepsResult: true, backward: gradient =>
            {
                Tensor[] inputGradients = new Tensor[groups.Length];
                WorkerPool.For(
                    groups.Length, index => inputGradients[index] = Backward(groups[index], embeddings.Value, features, gradient.Tensor));
                AddRows(groups, inputGradients, embeddings);
            });
    }

    private void Compute(MapPosition group, Tensor embeddings, Tensor features)
    {
        using Tensor inputs = Gather(embeddings, group.Nodes);
        using Tensor outputs = Tensor.Allocate([group.Rows.Length, _channels]);
        using Tensor bias = Tensor.Allocate([_channels]);
        ReadOnlySpan<float> allBiases = layer.Bias!.Value.Values;
        for (int channel = 0; channel < _channels; channel++)
        {
            bias.Values[channel] = allBiases[(channel * area) + group.MapIndex];
        }

        Epilogue epilogue = Epilogue.WithBias(bias) with { Function = EpilogueFunction.Relu };
        Matrices.MultiplyTransposed(MatrixView.Of(inputs), RowsOf(layer.Weight.Value, group.MapIndex), MatrixView.Of(outputs), epilogue);
        for (int i = 0; i < group.Rows.Length; i++)
        {
            Row(outputs, i).CopyTo(Row(features, group.Rows[i]));
        }
    }

    /// <summary>Adds to the gradients of the layer's rows for a position; no other position touches them.</summary>
    /// <returns>The gradients of the embeddings of the position's nodes.</returns>
    private Tensor Backward(MapPosition group, Tensor embeddings, Tensor features, Tensor gradient)
    {
        using Tensor inputs = Gather(embeddings, group.Nodes);
        using Tensor upstream = Tensor.Allocate([group.Rows.Length, _channels]);
        Span<float> biasGradient = layer.Bias!.Gradient!.Values;
        for (int i = 0; i < group.Rows.Length; i++)
        {
            ReadOnlySpan<float> values = Row(features, group.Rows[i]);
            ReadOnlySpan<float> gradients = Row(gradient, group.Rows[i]);
            Span<float> row = Row(upstream, i);
            for (int channel = 0; channel < row.Length; channel++)
            {
                row[channel] = values[channel] > 0 ? gradients[channel] : 0;
                biasGradient[(channel * area) + group.MapIndex] += row[channel];
            }
        }

        Matrices.MultiplyTransposed(
            MatrixView.Of(upstream).Transposed, MatrixView.Of(inputs).Transposed, RowsOf(layer.Weight.Gradient!, group.MapIndex),
            new Epilogue { Accumulate = true });
        Tensor inputGradients = Tensor.Allocate(inputs.Shape);
        Matrices.MultiplyTransposed(
            MatrixView.Of(upstream), RowsOf(layer.Weight.Value, group.MapIndex).Transposed, MatrixView.Of(inputGradients));
        return inputGradients;
    }

    private static void AddRows(MapPosition[] groups, Tensor[] gradients, Variable embeddings)
    {
        Tensor sums = embeddings.GradientToAddTo();
        foreach ((MapPosition group, Tensor rows) in groups.Zip(gradients))
        {
            for (int i = 0; i < group.Nodes.Length; i++)
            {
                Span<float> sum = Row(sums, group.Nodes[i]);
                TensorPrimitives.Add(sum, Row(rows, i), sum);
            }

            rows.Dispose();
        }
    }

    /// <summary>The rows of the layer that make one position of the maps.</summary>
    private MatrixView RowsOf(Tensor matrix, int mapIndex)
    {
        int width = matrix.Shape[1];
        return MatrixView.Of(matrix, (long)mapIndex * width, _channels, width, (long)area * width);
    }

    private static Tensor Gather(Tensor embeddings, int[] nodes)
    {
        Tensor rows = Tensor.Allocate([nodes.Length, embeddings.Shape[1]]);
        Embedding.Gather(embeddings, nodes, rows.Values);
        return rows;
    }

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);

    /// <summary>A position of the maps, with the nodes whose maps it is needed of.</summary>
    /// <param name="MapIndex">The position, row-major.</param>
    /// <param name="Nodes">The nodes.</param>
    /// <param name="Rows">For each node, the row among all positions.</param>
    private sealed record MapPosition(int MapIndex, int[] Nodes, int[] Rows)
    {
        public static IEnumerable<MapPosition> Group(SpatialPosition[] positions) => positions.Index()
            .GroupBy(entry => entry.Item.MapIndex)
            .Select(group => new MapPosition(
                group.Key, [.. group.Select(entry => entry.Item.Block.Node)], [.. group.Select(entry => entry.Index)]));
    }
}

using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>
/// The decoder of GHN-1, GHN-2 and GHN-3 (GHN-2 paper, Section 3.3): a linear layer turns a node's embedding into a feature map
/// [4·hidden, S, S]; two 1×1 convolutions turn each of its positions into a block [D₀, D₁] of a weight.
/// Only what is asked for is computed: a 3×3 convolution takes nine positions of the feature map, and a weight with fewer than D₀ or D₁ channels
/// only the rows of the last layer that it keeps. All nodes go through each layer together, so that each of its weights is read once.
/// </summary>
internal sealed unsafe class ConvolutionalDecoder(
    Projection featureMap, Projection hiddenLayer, Projection outputLayer, Projection classifier, HyperNetworkConfiguration configuration) : IWeightDecoder
{
    public void Decode(Tensor embeddings, IReadOnlyList<WeightBlock> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        PlacedBlock[] placed = PlacedBlock.Place(blocks);
        using Tensor hidden = Hidden(embeddings, DecoderPosition.Layout(placed, configuration));
        StaircasePiece[] pieces = Staircase.Divide(placed);
        WorkerPool.For(pieces.Length, index => DecodePiece(pieces[index], hidden));
    }

    public Tensor DecodeClassifier(Tensor embeddings, int node, int inChannels)
    {
        using Tensor block = Tensor.Allocate([configuration.MaxOutChannels, inChannels]);
        Decode(embeddings, [new WeightBlock
        {
            Node = node,
            OutChannels = configuration.MaxOutChannels,
            InChannels = inChannels,
            Kernel = 1,
            Destination = block,
            OutStride = inChannels,
        }]);
        Activations.Relu(block.Values);

        // The classifier's layer acts on the output channels: a column of the block for each input channel.
        using Tensor transposed = Tensor.Allocate([inChannels, configuration.MaxOutChannels]);
        Transposition.Matrices(block, configuration.MaxOutChannels, inChannels, transposed);
        using Tensor classesLast = classifier.Apply(transposed);
        Tensor weight = Tensor.Allocate([classifier.OutFeatures, inChannels]);
        Transposition.Matrices(classesLast, inChannels, classifier.OutFeatures, weight);
        return weight;
    }

    private Tensor Hidden(Tensor embeddings, DecoderPosition[] positions)
    {
        using Tensor features = Features(embeddings, positions);
        return hiddenLayer.Apply(features, EpilogueFunction.Relu);
    }

    /// <summary>The positions of the feature maps that are needed [positions, 4·hidden].</summary>
    private Tensor Features(Tensor embeddings, DecoderPosition[] positions)
    {
        int channels = hiddenLayer.InFeatures;
        Tensor features = Tensor.Allocate([positions.Length, channels]);
        IGrouping<int, (DecoderPosition Position, int Row)>[] groups =
            [.. positions.Select((position, row) => (Position: position, Row: row)).GroupBy(entry => entry.Position.MapIndex)];
        WorkerPool.For(groups.Length, index =>
        {
            (DecoderPosition Position, int Row)[] group = [.. groups[index]];
            using Tensor inputs = Tensor.Allocate([group.Length, embeddings.Shape[1]]);
            using Tensor outputs = Tensor.Allocate([group.Length, channels]);
            for (int i = 0; i < group.Length; i++)
            {
                Row(embeddings, group[i].Position.Block.Node).CopyTo(Row(inputs, i));
            }

            FeaturesAt(groups[index].Key, inputs, outputs);
            for (int i = 0; i < group.Length; i++)
            {
                Row(outputs, i).CopyTo(Row(features, group[i].Row));
            }
        });
        return features;
    }

    /// <summary>One position of several nodes' feature maps: every S²-th row of the layer that makes the maps.</summary>
    private void FeaturesAt(int mapIndex, Tensor inputs, Tensor outputs)
    {
        int area = configuration.MaxKernel.Area;
        int channels = outputs.Shape[1];
        int width = featureMap.InFeatures;
        using Tensor bias = Tensor.Allocate([channels]);
        for (int channel = 0; channel < channels; channel++)
        {
            bias.Values[channel] = featureMap.Bias!.Values[(channel * area) + mapIndex];
        }

        Tensor weight = featureMap.Weight;
        byte* first = weight.Data + ((long)mapIndex * width * weight.ElementType.ByteCount());
        var rows = new MatrixView(first, weight.ElementType, channels, width, (long)area * width);
        var epilogue = new Epilogue { ColumnBias = (float*)bias.Data, Function = EpilogueFunction.Relu };
        Gemm.MultiplyTransposed(MatrixView.Of(inputs), rows, MatrixView.Of(outputs), epilogue);
    }

    private void DecodePiece(StaircasePiece piece, Tensor hidden)
    {
        int maxIn = configuration.MaxInChannels;
        int inCount = piece.InEnd - piece.InStart;
        int columns = (piece.OutEnd - piece.OutStart) * inCount;
        using Tensor bias = Tensor.Allocate([columns]);
        ReadOnlySpan<float> allBiases = outputLayer.Bias!.Values;
        for (int outChannel = piece.OutStart; outChannel < piece.OutEnd; outChannel++)
        {
            allBiases.Slice((outChannel * maxIn) + piece.InStart, inCount).CopyTo(bias.Values[((outChannel - piece.OutStart) * inCount)..]);
        }

        Tensor weight = outputLayer.Weight;
        int depth = outputLayer.InFeatures;
        long firstRow = ((long)piece.OutStart * maxIn) + piece.InStart;
        var rows = new MatrixView(
            weight.Data + (firstRow * depth * weight.ElementType.ByteCount()),
            weight.ElementType, columns, depth, rowStride: depth, columnStride: 1, rowsPerBlock: inCount, blockStride: (long)maxIn * depth);
        using Tensor decoded = Tensor.Allocate([piece.Positions, columns]);
        Multiply(piece, hidden, rows, decoded, new Epilogue { ColumnBias = (float*)bias.Data });
        piece.Store(decoded);
    }

    private static void Multiply(StaircasePiece piece, Tensor hidden, in MatrixView rows, Tensor decoded, in Epilogue epilogue)
    {
        if (piece.IsContiguous)
        {
            MatrixView view = MatrixView.Of(hidden.Slice(piece.Blocks[0].FirstRow, piece.Positions));
            Gemm.MultiplyTransposed(view, rows, MatrixView.Of(decoded), epilogue);
        }
        else
        {
            using Tensor gathered = Tensor.Allocate([piece.Positions, hidden.Shape[1]]);
            piece.Gather(hidden, gathered);
            Gemm.MultiplyTransposed(MatrixView.Of(gathered), rows, MatrixView.Of(decoded), epilogue);
        }
    }

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);
}

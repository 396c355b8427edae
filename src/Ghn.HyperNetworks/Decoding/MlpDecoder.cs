using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>
/// The multi-layer perceptron decoder that the GHN-2 paper compares with: a hidden layer, then all of [D₀, D₁, S, S] at once, of which
/// a weight keeps the top left corner. Output channels are computed one by one, for all nodes that have them.
/// </summary>
internal sealed unsafe class MlpDecoder(Projection hiddenLayer, Projection outputLayer, Projection classifier, HyperNetworkConfiguration configuration)
    : IWeightDecoder
{
    public void Decode(Tensor embeddings, IReadOnlyList<WeightBlock> blocks)
    {
        WeightBlock[] byWidth = [.. blocks.OrderByDescending(block => block.OutChannels)];
        using Tensor hidden = Hidden(embeddings, [.. byWidth.Select(block => block.Node)]);
        int outChannels = byWidth.Length == 0 ? 0 : byWidth[0].OutChannels;
        WorkerPool.For(outChannels, outChannel =>
        {
            int wanting = byWidth.TakeWhile(block => block.OutChannels > outChannel).Count();
            DecodeChannel(outChannel, byWidth[..wanting], hidden.Slice(0, wanting));
        });
    }

    public Tensor DecodeClassifier(Tensor embeddings, int node, int inChannels)
    {
        using Tensor hidden = Hidden(embeddings, [node]);
        using Tensor full = classifier.Apply(hidden);
        Tensor weight = Tensor.Allocate([configuration.ClassCount, inChannels]);
        for (int i = 0; i < configuration.ClassCount; i++)
        {
            full.Values.Slice(i * configuration.MaxInChannels, inChannels).CopyTo(weight.Values[(i * inChannels)..]);
        }

        return weight;
    }

    private Tensor Hidden(Tensor embeddings, int[] nodes)
    {
        using Tensor inputs = Tensor.Allocate([nodes.Length, embeddings.Shape[1]]);
        Embedding.Gather(embeddings, nodes, inputs.Values);
        return hiddenLayer.Apply(inputs, EpilogueFunction.Relu);
    }

    private void DecodeChannel(int outChannel, WeightBlock[] blocks, Tensor hidden)
    {
        int area = configuration.MaxKernel.Area;
        int columns = blocks.Max(block => block.InChannels) * area;
        Tensor weight = outputLayer.Weight;
        int depth = outputLayer.InFeatures;
        long firstRow = (long)outChannel * configuration.MaxInChannels * area;
        var rows = new MatrixView(
            weight.Data + (firstRow * depth * weight.ElementType.ByteCount()), weight.ElementType, columns, depth, depth);
        using Tensor decoded = Tensor.Allocate([blocks.Length, columns]);
        var epilogue = new Epilogue { ColumnBias = (float*)outputLayer.Bias!.Data + firstRow };
        Gemm.MultiplyTransposed(MatrixView.Of(hidden), rows, MatrixView.Of(decoded), epilogue);
        for (int i = 0; i < blocks.Length; i++)
        {
            Store(blocks[i], outChannel, decoded.Values.Slice(i * columns, columns));
        }
    }

    private void Store(WeightBlock block, int outChannel, ReadOnlySpan<float> channel)
    {
        int mapWidth = configuration.MaxKernel.Width;
        int area = configuration.MaxKernel.Area;
        float* target = block.At(outChannel, 0);
        for (int inChannel = 0; inChannel < block.InChannels; inChannel++)
        {
            for (int y = 0; y < block.Kernel.Height; y++)
            {
                for (int x = 0; x < block.Kernel.Width; x++)
                {
                    *target++ = channel[(inChannel * area) + (y * mapWidth) + x] * block.Scale;
                }
            }
        }
    }
}

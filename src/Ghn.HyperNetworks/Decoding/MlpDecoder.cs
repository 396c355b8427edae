using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// The multi-layer perceptron decoder that the GHN-2 paper compares with: a hidden layer, then all of [D₀, D₁, S, S] at once, of which
/// a weight keeps the top left corner. Output channels are computed one by one, for all nodes that have them.
/// </summary>
internal sealed class MlpDecoder(
    Linear hiddenLayer, Linear outputLayer, Linear classifier, HyperNetworkConfiguration configuration)
    : IWeightDecoder
{
    public IReadOnlyList<Variable> Decode(Variable embeddings, IReadOnlyList<WeightTarget> targets)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        WeightTarget[] byWidth = [.. targets.OrderByDescending(target => target.Block.OutChannels)];
        using Variable inputs = embeddings.Gather([.. byWidth.Select(target => target.Block.Node)]);
        using Variable hidden = hiddenLayer.Apply(inputs, EpilogueFunction.Relu);
        DecodedBlock[] blocks = [.. byWidth.Select(target => target.Block)];
        WorkerPool.For(blocks[0].OutChannels, outChannel => DecodeChannel(outChannel, blocks, hidden.Value));
        WeightTarget.CompleteAll(targets);
        Tensor[] weights = [.. byWidth.Select(target => target.Weight)];
        IReadOnlyList<Variable> decoded = hidden.Tape.Record(
            weights, [hidden, .. outputLayer.On(hidden.Tape)], keeps: [hidden],
            backward: gradients => hidden.AddGradient(Backward(byWidth, gradients, hidden.Value)));
        return [.. targets.Select(target => decoded[Array.IndexOf(byWidth, target)])];
    }

    public Variable DecodeClassifier(Variable embeddings, int node, int inChannels)
    {
        using Variable input = embeddings.Gather([node]);
        using Variable hidden = hiddenLayer.Apply(input, EpilogueFunction.Relu);
        using Variable weight = classifier.Apply(hidden);
        using Variable classes = weight.Reshape([configuration.ClassCount, configuration.MaxInChannels]);
        using Variable channels = classes.Transpose();
        using Variable kept = channels.Gather([.. Enumerable.Range(0, inChannels)]);
        return kept.Transpose();
    }

    private void DecodeChannel(int outChannel, DecodedBlock[] byWidth, Tensor hidden)
    {
        DecodedBlock[] wanting = Wanting(outChannel, byWidth);
        using Tensor decoded = Tensor.Allocate([wanting.Length, ColumnsOf(wanting)]);
        var epilogue = Epilogue.WithBias(outputLayer.Bias!.Value, FirstRow(outChannel));
        Matrices.MultiplyTransposed(
            MatrixView.Of(hidden.Slice(0, wanting.Length)), RowsOf(outputLayer.Weight.Value, outChannel, wanting), MatrixView.Of(decoded),
            epilogue);
        for (int i = 0; i < wanting.Length; i++)
        {
            ReadOnlySpan<float> row = Row(decoded, i);
            Span<float> elements = wanting[i].ValuesOf(outChannel, 0, wanting[i].InChannels);
            foreach ((int element, int column) in ColumnsOf(wanting[i]).Index())
            {
                elements[element] = row[column] * wanting[i].Scale;
            }
        }
    }

    private Tensor Backward(WeightTarget[] byWidth, IReadOnlyList<SharedTensor?> gradients, Tensor hidden)
    {
        DecodedBlock?[] blocks = WeightTarget.GradientsOfBlocks(byWidth, gradients);
        Tensor hiddenGradient = Tensor.Zeros(hidden.Shape);
        for (int outChannel = 0; outChannel < byWidth[0].Block.OutChannels; outChannel++)
        {
            int wanting = Wanting(outChannel, [.. byWidth.Select(target => target.Block)]).Length;
            AddGradients(outChannel, [.. byWidth.Take(wanting).Select(target => target.Block)], blocks, hidden, hiddenGradient);
        }

        foreach (DecodedBlock? block in blocks)
        {
            block?.Destination.Dispose();
        }

        return hiddenGradient;
    }

    private void AddGradients(int outChannel, DecodedBlock[] wanting, DecodedBlock?[] gradients, Tensor hidden, Tensor hiddenGradient)
    {
        using Tensor upstream = Tensor.Zeros([wanting.Length, ColumnsOf(wanting)]);
        for (int i = 0; i < wanting.Length; i++)
        {
            if (gradients[i] is { } block)
            {
                Span<float> row = Row(upstream, i);
                ReadOnlySpan<float> elements = block.ValuesOf(outChannel, 0, block.InChannels);
                foreach ((int element, int column) in ColumnsOf(block).Index())
                {
                    row[column] = elements[element] * block.Scale;
                }
            }
        }

        var accumulate = new Epilogue { Accumulate = true };
        MatrixView rows = MatrixView.Of(upstream);
        MatrixView inputs = MatrixView.Of(hidden.Slice(0, wanting.Length));
        Matrices.MultiplyTransposed(
            rows.Transposed, inputs.Transposed, RowsOf(outputLayer.Weight.Gradient!, outChannel, wanting), accumulate);
        Matrices.MultiplyTransposed(
            rows, RowsOf(outputLayer.Weight.Value, outChannel, wanting).Transposed,
            MatrixView.Of(hiddenGradient.Slice(0, wanting.Length)), accumulate);

        Span<float> biasGradient = outputLayer.Bias!.Gradient!.Values.Slice(FirstRow(outChannel), upstream.Shape[1]);
        for (int i = 0; i < wanting.Length; i++)
        {
            TensorPrimitives.Add(biasGradient, Row(upstream, i), biasGradient);
        }
    }

    /// <summary>The blocks that have an output channel: the first so many when the widest come first.</summary>
    private static DecodedBlock[] Wanting(int outChannel, DecodedBlock[] byWidth) =>
        [.. byWidth.TakeWhile(block => block.OutChannels > outChannel)];

    /// <summary>Which of the decoder's columns the elements of a block's output channel are, in the order of the elements.</summary>
    private IEnumerable<int> ColumnsOf(DecodedBlock block)
    {
        for (int inChannel = 0; inChannel < block.InChannels; inChannel++)
        {
            for (int y = 0; y < block.Kernel.Height; y++)
            {
                for (int x = 0; x < block.Kernel.Width; x++)
                {
                    yield return (inChannel * configuration.MaxKernel.Area) + (y * configuration.MaxKernel.Width) + x;
                }
            }
        }
    }

    private int ColumnsOf(DecodedBlock[] wanting) => wanting.Max(block => block.InChannels) * configuration.MaxKernel.Area;

    private int FirstRow(int outChannel) => outChannel * configuration.MaxInChannels * configuration.MaxKernel.Area;

    /// <summary>
    /// The rows of a matrix that has one for each of the output layer's: those of an output channel that some block needs.
    /// </summary>
    private MatrixView RowsOf(Tensor matrix, int outChannel, DecodedBlock[] wanting)
    {
        int depth = outputLayer.InFeatures;
        return MatrixView.Of(matrix, (long)FirstRow(outChannel) * depth, ColumnsOf(wanting), depth, depth);
    }

    private static Span<float> Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]);
}

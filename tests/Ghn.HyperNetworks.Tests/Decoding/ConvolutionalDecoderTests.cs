using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Modules;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// The decoder, which computes only what survives slicing, against the definition: the full block [D₀, D₁] at each position of the
/// feature map, in double precision, sliced afterwards.
/// </summary>
public class ConvolutionalDecoderTests
{
    private const int Hidden = 8;
    private const int NodeCount = 5;

    [Theory]
    [InlineData(KernelAnchor.Center)]
    [InlineData(KernelAnchor.TopLeft)]
    public void Blocks_equal_slices_of_the_full_decoder(KernelAnchor anchor) => Prop
        .ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), Gen.ListOf(BlockShapes).ToArbitrary(), (seed, shapes) =>
        {
            var decoder = new RandomDecoder((ulong)seed, anchor);
            DecodedBlock[] blocks = [.. shapes.Select(Block)];
            using var tape = new Tape(isRecording: false);
            decoder.Decoder.Decode(tape.Constant(decoder.Embeddings), [.. blocks.Select(Target)]);
            foreach (DecodedBlock block in blocks)
            {
                for (int o = 0; o < block.OutChannels; o++)
                {
                    for (int i = 0; i < block.InChannels; i++)
                    {
                        CompareKernel(decoder, block, o, i);
                    }
                }
            }
        })
        .QuickCheckThrowOnFailure();

    private static Gen<(int Node, int Out, int In, int Height, int Width)> BlockShapes =>
        from node in Gen.Choose(0, NodeCount - 1)
        from outChannels in Gen.Choose(1, RandomDecoder.MaxOut)
        from inChannels in Gen.Choose(1, RandomDecoder.MaxIn)
        from height in Gen.Choose(1, RandomDecoder.Side)
        from width in Gen.Choose(1, RandomDecoder.Side)
        select (node, outChannels, inChannels, height, width);

    private static DecodedBlock Block((int Node, int Out, int In, int Height, int Width) shape) => new()
    {
        Node = shape.Node,
        OutChannels = shape.Out,
        InChannels = shape.In,
        Kernel = (shape.Height, shape.Width),
        Destination = Tensor.Zeros([shape.Out, shape.In + 1, shape.Height, shape.Width]),
        OutStride = (shape.In + 1) * shape.Height * shape.Width,
        Scale = 0.5f,
    };

    private static DirectTarget Target(DecodedBlock block) => new() { Name = "weight", Weight = block.Destination, Block = block };

    private static void CompareKernel(RandomDecoder decoder, DecodedBlock block, int outChannel, int inChannel)
    {
        (int top, int left) = decoder.Anchor == KernelAnchor.TopLeft
            ? (0, 0)
            : (Math.Max(0, (RandomDecoder.Side / 2) - (block.Kernel.Height / 2)),
                Math.Max(0, (RandomDecoder.Side / 2) - (block.Kernel.Width / 2)));
        for (int y = 0; y < block.Kernel.Height; y++)
        {
            for (int x = 0; x < block.Kernel.Width; x++)
            {
                double expected = 0.5 * decoder.Reference(block.Node, outChannel, inChannel, top + y, left + x);
                float actual = block.ValuesOf(outChannel, inChannel, 1)[(y * block.Kernel.Width) + x];
                Assert.Equal(expected, actual, 1e-4);
            }
        }

        GC.KeepAlive(block);
    }

    /// <summary>A small decoder with random weights, and its definition.</summary>
    private sealed class RandomDecoder
    {
        public const int MaxOut = 7;
        public const int MaxIn = 6;
        public const int Side = 4;

        private readonly Linear _map;
        private readonly Linear _hiddenLayer;
        private readonly Linear _output;

        public RandomDecoder(ulong seed, KernelAnchor anchor)
        {
            Anchor = anchor;
            Embeddings = Random(seed, "embeddings", [NodeCount, Hidden]);
            _map = Layer(seed, "map", 4 * Hidden * Side * Side, Hidden);
            _hiddenLayer = Layer(seed, "hidden", 8 * Hidden, 4 * Hidden);
            _output = Layer(seed, "output", MaxOut * MaxIn, 8 * Hidden);
            var configuration = new HyperNetworkConfiguration
            {
                Encoder = EncoderKind.NodeMlp,
                Decoder = DecoderKind.Convolutional,
                Hidden = Hidden,
                MaxOutChannels = MaxOut,
                MaxInChannels = MaxIn,
                MaxKernel = Side,
                ClassCount = 3,
                WeightNormalization = true,
                VirtualEdges = true,
                LayerNormalization = true,
                KernelAnchor = anchor,
                KernelExtension = KernelExtension.Interpolate,
            };
            Decoder = new ConvolutionalDecoder(_map, _hiddenLayer, _output, Layer(seed, "classifier", 3, MaxOut), configuration);
        }

        public KernelAnchor Anchor { get; }

        public Tensor Embeddings { get; }

        public ConvolutionalDecoder Decoder { get; }

        public double Reference(int node, int outChannel, int inChannel, int y, int x)
        {
            double[] embedding = [.. Embeddings.Values.Slice(node * Hidden, Hidden).ToArray().Select(value => (double)value)];
            double[] features =
                [.. Enumerable.Range(0, 4 * Hidden).Select(c => Math.Max(0, Dot(_map, (c * Side * Side) + (y * Side) + x, embedding)))];
            double[] hidden = [.. Enumerable.Range(0, 8 * Hidden).Select(c => Math.Max(0, Dot(_hiddenLayer, c, features)))];
            return Dot(_output, (outChannel * MaxIn) + inChannel, hidden);
        }

        private static double Dot(Linear layer, int row, double[] input)
        {
            double sum = layer.Bias!.Value.Values[row];
            for (int i = 0; i < input.Length; i++)
            {
                sum += layer.Weight.Value.Values[(row * input.Length) + i] * input[i];
            }

            return sum;
        }

        private static Linear Layer(ulong seed, string name, int outFeatures, int inFeatures) =>
            new(new Parameter(Random(seed, name, [outFeatures, inFeatures])), new Parameter(Random(seed, $"{name} bias", [outFeatures])));

        private static Tensor Random(ulong seed, string name, Shape shape) =>
            Initializer.Normal(0.3).Create(shape, new RandomSource(seed, name));
    }
}

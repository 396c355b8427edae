using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>Operations that PyTorch 1.13 does not write yet, or not well, by their definitions.</summary>
public class LaterOperationTests
{
    private const int Channels = 4;
    private const int Area = 9;

    public static TheoryData<int, int> ScalesOfGroups => new() { { 18, 2 }, { 21, Channels } };

    [Theory]
    [MemberData(nameof(ScalesOfGroups))]
    public void Group_normalisation_with_a_scale_for_each_group_or_channel(int version, int scales)
    {
        var node = new NodeProto
        {
            OpType = "GroupNormalization",
            Input = { "images", "norm.weight", "norm.bias" },
            Attribute =
            {
                new AttributeProto { Name = "num_groups", I = 2, Type = AttributeProto.Types.AttributeType.Int },
                new AttributeProto { Name = "epsilon", F = 0.1f, Type = AttributeProto.Types.AttributeType.Float },
            },
        };
        float[] scale = [.. Enumerable.Range(1, scales).Select(i => i * 0.7f)];
        float[] shift = [.. Enumerable.Range(1, scales).Select(i => i - 2f)];
        double[] images = Numbers();
        double[] expected = new double[images.Length];
        const int Size = Channels * Area / 2;
        for (int group = 0; group < 4; group++)
        {
            double[] values = images[(group * Size)..((group + 1) * Size)];
            double mean = values.Average();
            double variance = values.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < Size; i++)
            {
                int place = (group * Size) + i;
                int own = place / Area % Channels * scales / Channels;
                expected[place] = ((values[i] - mean) / Math.Sqrt(variance + 0.1) * scale[own]) + shift[own];
            }
        }

        RequireEqual(expected, Run(version, node, ("norm.weight", scale), ("norm.bias", shift)));
    }

    [Fact]
    public void Layer_normalisation_whose_scale_is_left_out()
    {
        double[] images = Numbers();
        double[] expected =
        [
            .. images.Chunk(3).SelectMany(row =>
            {
                double variance = row.Average(value => (value - row.Average()) * (value - row.Average()));
                return row.Select(value => (value - row.Average()) / Math.Sqrt(variance + 1e-5));
            }),
        ];
        RequireEqual(expected, Run(17, new NodeProto { OpType = "LayerNormalization", Input = { "images", "", "" } }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layer_normalisation_whose_shift_is_left_out(bool hasPlace)
    {
        float[] scale = [0.5f, -2, 3];
        double[] expected =
        [
            .. Numbers().Chunk(3).SelectMany(row =>
            {
                double variance = row.Average(value => (value - row.Average()) * (value - row.Average()));
                return row.Select((value, i) => (value - row.Average()) / Math.Sqrt(variance + 1e-5) * scale[i]);
            }),
        ];
        var node = new NodeProto { OpType = "LayerNormalization", Input = { "images", "norm.weight" } };
        if (hasPlace)
        {
            node.Input.Add("");
        }

        RequireEqual(expected, Run(17, node, ("norm.weight", scale)));
    }

    [Fact]
    public void Gelu_by_the_hyperbolic_tangent()
    {
        var node = new NodeProto
        {
            OpType = "Gelu",
            Input = { "images" },
            Attribute =
            {
                new AttributeProto
                {
                    Name = "approximate",
                    S = ByteString.CopyFromUtf8("tanh"),
                    Type = AttributeProto.Types.AttributeType.String,
                },
            },
        };
        double[] expected =
            [.. Numbers().Select(x => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))) / 2)];
        RequireEqual(expected, Run(20, node));
    }

    [Fact]
    public void Mish_in_one_operation() => RequireEqual(
        [.. Numbers().Select(x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))))],
        Run(18, new NodeProto { OpType = "Mish", Input = { "images" } }));

    private static void RequireEqual(double[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 5e-6));

    private static double[] Numbers() =>
        [.. HashedValues.Batch([2, Channels, 3, 3]).Values.ToArray().Select(value => 3 * value).Select(value => (double)value)];

    /// <summary>The output of a network of one operation for the numbers as images.</summary>
    private static float[] Run(int version, NodeProto node, params (string Name, float[] Values)[] weights)
    {
        node.Output.Add("logits");
        node.Name = "only";
        var graph = new GraphProto { Node = { node }, Input = { Images("images") }, Output = { Images("logits") } };
        foreach ((string name, float[] values) in weights)
        {
            graph.Initializer.Add(new TensorProto
            {
                Name = name,
                DataType = (int)TensorProto.Types.DataType.Float,
                Dims = { values.Length },
                FloatData = { values },
            });
        }

        var file = new ModelProto { IrVersion = 9, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = version } } };
        float[] output = [];
        GoldenOnnx.WithFile(file.ToByteArray(), path =>
        {
            OnnxModel imported = OnnxModel.Load(path);
            using var model = new Networks.Execution.Model(imported.Network, imported.Weights);
            using Tensor images = Tensor.From<float>([.. Numbers().Select(value => (float)value)], [2, Channels, 3, 3]);
            using Tensor logits = model.Predict(images);
            output = logits.Values.ToArray();
        });
        return output;
    }

    private static ValueInfoProto Images(string name)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(((int[])[2, Channels, 3, 3]).Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}

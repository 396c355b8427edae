using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>Networks that PyTorch exported compute what they computed there.</summary>
public class ImportedNetworkTests
{
    /// <summary>Relative, in Euclidean length; PyTorch's own float32 is as far from its float64.</summary>
    private const double Tolerance = 5e-6;

    private const long MaxParameters = 30_000_000;

    public static TheoryData<string> Files => [.. GoldenOnnx.Names("onnx")];

    /// <summary>A file of each network whose logits at full size are recorded, but for the slowest.</summary>
    public static TheoryData<string> NetworksWithoutWeights =>
    [
        .. GoldenOnnx.Names("onnx_noweights").Where(name => name.EndsWith("__op13_preserve", StringComparison.Ordinal)
            && Zoo.Create(name.Split("__")[0]).ParameterCount <= MaxParameters),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Outputs_equal_those_recorded(string name)
    {
        OnnxModel imported = GoldenOnnx.Load("onnx", name);
        using StateDict recorded = GoldenOnnx.Recorded(name);
        using var model = new Networks.Execution.Model(imported.Network, imported.Weights);
        using Tensor output = model.Predict(recorded["input"]);

        Span<double> expected = recorded["output_f64"].Elements<double>();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(output.Values[i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        Assert.InRange(Math.Sqrt(difference / norm), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(NetworksWithoutWeights))]
    public void Networks_without_weights_take_torchvisions_by_name_and_compute_its_logits(string file)
    {
        string name = file.Split("__")[0];
        GoldenModel golden = GoldenExecution.Models[name];
        GoldenCase recorded = golden.Cases["full_eval"];
        Network imported = GoldenOnnx.Load("onnx_noweights", file).Network;
        using StateDict state = HashedValues.StateOf(Zoo.Create(name), golden.Gain);
        var weights = new StateDict();
        foreach (StateSpec entry in imported.State)
        {
            weights.Add(entry.Name, state[entry.Name]);
        }

        using var model = new Networks.Execution.Model(imported, weights);
        using Tensor images = HashedValues.Images(recorded.Size);
        using Tensor logits = model.Predict(images);
        GoldenOutput expected = recorded.Outputs.Values.First();
        double max = expected.Values.Max(pair => Math.Abs(pair[1] - logits.Values[(int)pair[0]]));
        Assert.InRange(max, 0, 10 * expected.Noise[0]);
    }

    [Fact]
    public void Factors_of_resizing_may_be_put_together_in_the_graph()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", "user_cnn__op13_preserve"));
        NodeProto resize = model.Graph.Node.First(node => node.OpType == "Resize");
        resize.Input.Clear();
        resize.Input.Add(["/ReduceMean_output_0", "", "factors"]);
        int place = model.Graph.Node.IndexOf(resize);
        model.Graph.Node.Insert(place, new NodeProto
        {
            OpType = "Concat",
            Input = { "none", "sides" },
            Output = { "factors" },
            Attribute = { new AttributeProto { Name = "axis", I = 0, Type = AttributeProto.Types.AttributeType.Int } },
        });
        model.Graph.Node.Insert(place, Pair("none", 1));
        model.Graph.Node.Insert(place, Pair("sides", 4));
        GoldenOnnx.WithFile(model.ToByteArray(), path => Assert.Equal(
            GoldenOnnx.Load("onnx", "user_cnn__op13_preserve").Network.Nodes.Select(node => node.OutputShape),
            OnnxModel.Load(path).Network.Nodes.Select(node => node.OutputShape)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_that_ends_in_a_softmax_gives_probabilities_and_says_so(bool isLogarithmic)
    {
        var builder = new NetworkBuilder("probabilities", [3, 8, 8]);
        Network network = builder.Build(
            builder.Input.Conv2d("a", 4, kernel: 3).BatchNorm2d("b").Activate(ActivationFunction.Tanh)
                .Flatten().Linear("c", 5).Apply(new Networks.Layers.Softmax(isLogarithmic)));
        using StateDict weights = network.Initialize();
        using Tensor images = HashedValues.Images(8);
        using var model = new Networks.Execution.Model(network, weights);
        using Tensor expected = model.Predict(images);
        GoldenOnnx.WithFile([], path =>
        {
            OnnxExport.Save(path, network, weights);
            OnnxModel imported = OnnxModel.Load(path);
            Assert.Contains("softmax", Assert.Single(imported.Warnings), StringComparison.Ordinal);
            using var again = new Networks.Execution.Model(imported.Network, imported.Weights);
            using Tensor actual = again.Predict(images);
            Assert.All(expected.Values.ToArray().Zip(actual.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
            double sum = actual.Values[..5].ToArray().Sum(value => isLogarithmic ? Math.Exp(value) : value);
            Assert.Equal(1, sum, 1e-6);
        });
    }

    private static NodeProto Pair(string name, float number) => new()
    {
        OpType = "Constant",
        Output = { name },
        Attribute =
        {
            new AttributeProto
            {
                Name = "value",
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = new TensorProto { DataType = (int)TensorProto.Types.DataType.Float, Dims = { 2 }, FloatData = { number, number } },
            },
        },
    };
}

using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Onnx;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// Networks of torchvision that PyTorch exported have the computational graphs of those of the zoo, node for node, and so a GHN
/// predicts the same weights for them. Exported in eval mode, they have no auxiliary heads.
/// </summary>
public class ImportedGraphTests
{
    private const string Ghn = "ghn3_micro";
    private const long MostPredictedParameters = 40_000_000;

    /// <summary>The files of networks that the zoo has, by folder and name.</summary>
    public static TheoryData<string> Files =>
    [
        .. GoldenOnnx.Names("onnx_noweights").Select(name => $"onnx_noweights/{name}"),
        .. GoldenOnnx.Names("onnx").Where(name => name.Contains("_c10__", StringComparison.Ordinal)).Select(name => $"onnx/{name}"),
    ];

    /// <summary>A file of each network, but for those with so many parameters that predicting them takes seconds.</summary>
    public static TheoryData<string> Networks =>
    [
        .. GoldenOnnx.Names("onnx_noweights").Where(name => name.EndsWith("__op13_preserve", StringComparison.Ordinal)
            && Twin($"onnx_noweights/{name}").ParameterCount <= MostPredictedParameters),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Graph_equals_the_zoos_unless_batch_normalisation_is_folded_into_convolutions(string file)
    {
        OnnxModel model = Import(file);
        ComputationalGraph expected = ComputationalGraph.Of(Twin(file));
        ComputationalGraph actual = ComputationalGraph.Of(model.Network);
        if (!HasTwin(model))
        {
            Assert.EndsWith("_eval", file, StringComparison.Ordinal);
            Assert.True(Count(actual, Primitive.Bn) < Count(expected, Primitive.Bn));
            Assert.Equal(Count(expected, Primitive.Conv), Count(actual, Primitive.Conv));
            return;
        }

        Assert.Equal(
            expected.Nodes.Select(node => (node.Primitive, node.Shape)), actual.Nodes.Select(node => (node.Primitive, node.Shape)));
        Assert.Equal(expected.Edges, actual.Edges);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Predicted_weights_equal_the_zoos_to_the_last_bit(string name)
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load(Ghn);
        string file = $"onnx_noweights/{name}";
        Network twin = Twin(file);
        Network imported = Import(file).Network;
        using StateDict expected = ghn.Predict(twin).Weights;
        using StateDict actual = ghn.Predict(imported).Weights;
        foreach ((GraphNode left, GraphNode right) in ComputationalGraph.Of(twin).Nodes.Zip(ComputationalGraph.Of(imported).Nodes))
        {
            RequireSame(expected, left.Parameter, actual, right.Parameter);
            RequireSame(expected, left.ShiftParameter, actual, right.ShiftParameter);
        }
    }

    private static void RequireSame(StateDict expected, string? left, StateDict actual, string? right)
    {
        Assert.Equal(left is null, right is null);
        Assert.True(left is null || expected[left].Values.SequenceEqual(actual[right!].Values), $"{left} differs from {right}.");
    }

    private static int Count(ComputationalGraph graph, Primitive primitive) => graph.Nodes.Count(node => node.Primitive == primitive);

    private static bool HasTwin(OnnxModel model) => model.Warnings.Count == 0;

    private static OnnxModel Import(string file) => GoldenOnnx.Load(file.Split('/')[0], file.Split('/')[1]);

    private static Network Twin(string file)
    {
        string name = file.Split('/')[1].Split("__")[0];
        return name.EndsWith("_c10", StringComparison.Ordinal)
            ? Zoo.Create(name[..^"_c10".Length], classCount: 10, imageSize: 64)
            : Zoo.Create(name).WithoutAuxiliaryHeads();
    }
}

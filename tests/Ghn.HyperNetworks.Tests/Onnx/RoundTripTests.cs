using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Onnx;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Networks of cells that go out as ONNX files and come in again are the same to a GHN.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const int DrawnOfEach = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    public static TheoryData<string> Names => [.. GoldenDeepNets.Names.Where(name => name.EndsWith("cifar10", StringComparison.Ordinal))];

    public static TheoryData<DeepNetsSplit> Splits =>
        [DeepNetsSplit.Train, DeepNetsSplit.Test, DeepNetsSplit.Wide, DeepNetsSplit.Deep, DeepNetsSplit.Dense, DeepNetsSplit.BnFree];

    [Theory, MemberData(nameof(Names))]
    public void Graphs_weights_and_predictions_come_back(string name)
    {
        Network network = GoldenDeepNets.Of(name).Network.WithoutAuxiliaryHeads();
        Network back = RequireSame(network);
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction expected = ghn.Predict(network);
        using Prediction actual = ghn.Predict(back);
        Assert.All(
            network.Parameters,
            parameter => Assert.True(expected.Weights[parameter.Name].Values.SequenceEqual(actual.Weights[parameter.Name].Values)));
    }

    [Theory, MemberData(nameof(Splits))]
    public void Graphs_and_weights_of_drawn_networks_come_back(DeepNetsSplit split)
    {
        foreach (DeepNet architecture in DeepNetGenerator.Generate(split, seed: 2021, DrawnOfEach))
        {
            RequireSame(architecture.ToNetwork(10, 32).WithoutAuxiliaryHeads());
        }
    }

    [Theory]
    [InlineData("user_partial_norms__op13_preserve")]
    [InlineData("user_partial_norms__op17_folded")]
    public void Normalisations_that_lack_a_scale_or_a_shift_come_back_without(string file)
    {
        Network network = GoldenOnnx.Load("onnx", file).Network;
        Network back = RequireSame(network);
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction prediction = ghn.Predict(back);
        Assert.Equal(network.State.Select(entry => entry.Name), prediction.Weights.Names);
        Assert.Equal(
            network.State.Select(entry => (entry.Name, entry.Kind == StateKind.Buffer)),
            prediction.Parameters.Select(parameter => (parameter.Name, parameter.Origin == ParameterOrigin.Buffer)));
    }

    [Fact]
    public void A_sum_of_three_comes_back_as_one()
    {
        var builder = new NetworkBuilder("three", [3, 8, 8]);
        Signal[] terms = [.. Enumerable.Range(0, 3).Select(i => builder.Input.Conv2d($"conv{i}", 4, kernel: 1))];
        Network network = builder.Build(builder.Append(new Add(), terms).AdaptiveAvgPool2d(1).Flatten());
        string path = Path.Combine(_folder.FullName, "network.onnx");
        OnnxExport.Save(path, network, network.Initialize());
        NetworkNode sum = OnnxModel.Load(path).Network.Nodes.Single(node => node.Layer is Add);
        Assert.Equal(3, sum.Inputs.Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes a network and reads it again: its graph and its weights are the same.</summary>
    /// <returns>The network that was read.</returns>
    private Network RequireSame(Network network)
    {
        using StateDict weights = network.Initialize(seed: 3);
        string path = Path.Combine(_folder.FullName, "network.onnx");
        OnnxExport.Save(path, network, weights);
        OnnxModel back = OnnxModel.Load(path);
        Assert.Equal(
            GraphMatching.Fingerprint(ComputationalGraph.Of(network)), GraphMatching.Fingerprint(ComputationalGraph.Of(back.Network)));
        Assert.All(
            network.Parameters,
            parameter => Assert.True(weights[parameter.Name].Values.SequenceEqual(back.Weights[parameter.Name].Values), parameter.Name));
        return back.Network;
    }
}

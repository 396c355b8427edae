using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Networks of cells that go out as ONNX files and come in again are the same to a GHN.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const int MostParameters = 1_500_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    public static TheoryData<string> Names =>
    [
        .. GoldenDeepNets.Names.Where(name => name.EndsWith("cifar10", StringComparison.Ordinal)
            && GoldenDeepNets.Of(name).Network.ParameterCount < MostParameters),
    ];

    [Theory, MemberData(nameof(Names))]
    public void Graphs_weights_and_predictions_come_back(string name)
    {
        Network network = GoldenDeepNets.Of(name).Network.WithoutAuxiliaryHeads();
        using StateDict weights = network.Initialize(seed: 3);
        string path = Path.Combine(_folder.FullName, "network.onnx");
        OnnxExport.Save(path, network, weights);
        OnnxModel back = OnnxModel.Load(path);
        Assert.Equal(
            GraphMatching.Fingerprint(ComputationalGraph.Of(network)), GraphMatching.Fingerprint(ComputationalGraph.Of(back.Network)));
        foreach (StateSpec parameter in network.Parameters)
        {
            Assert.True(weights[parameter.Name].Values.SequenceEqual(back.Weights[parameter.Name].Values), parameter.Name);
        }

        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction expected = ghn.Predict(network);
        using Prediction actual = ghn.Predict(back.Network);
        Assert.All(
            network.Parameters,
            parameter => Assert.True(expected.Weights[parameter.Name].Values.SequenceEqual(actual.Weights[parameter.Name].Values)));
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
}

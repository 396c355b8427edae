using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.State;
using Ghn.Onnx;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Networks that go out as ONNX files and come in again are the same to a GHN.</summary>
public sealed class ExportedGraphTests : IDisposable
{
    private static readonly IArchitecture[] Narrow =
    [
        new VisionTransformer("narrow ViT", Patch: 16, Layers: 2, Heads: 3, Features: 48),
        new Swin("narrow Swin", Features: 12, [2, 2, 2], Heads: [1, 2, 4], StochasticDepth: 0.1),
        new ConvNeXt("narrow ConvNeXt", Channels: 16, [1, 2, 1, 1], StochasticDepth: 0.1),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    public static TheoryData<string> Names =>
    [
        .. Narrow.Select(architecture => architecture.Name),
        "squeezenet1_1", "googlenet", "regnet_y_400mf", "mobilenet_v3_small", "efficientnet_b0", "shufflenet_v2_x0_5",
    ];

    [Theory, MemberData(nameof(Names))]
    public void Graphs_and_weights_come_back(string name)
    {
        IArchitecture architecture = Narrow.Concat(Zoo.Architectures).First(candidate => candidate.Name == name);
        Network network = architecture.Build(new ZooOptions(ClassCount: 10, ImageSize: 96)).WithoutAuxiliaryHeads();
        using StateDict weights = network.Initialize(seed: 3);
        string path = Path.Combine(_folder.FullName, "network.onnx");
        OnnxExport.Save(path, network, weights);
        OnnxModel back = OnnxModel.Load(path);
        ComputationalGraph expected = ComputationalGraph.Of(network);
        ComputationalGraph actual = ComputationalGraph.Of(back.Network);
        Assert.Equal(expected.Nodes.Select(Describe), actual.Nodes.Select(Describe));
        Assert.Equal(expected.Edges, actual.Edges);
        foreach (StateSpec parameter in network.Parameters)
        {
            Assert.True(weights[parameter.Name].Values.SequenceEqual(back.Weights[parameter.Name].Values), parameter.Name);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (Primitive, Shape?, string?, string?) Describe(GraphNode node) =>
        (node.Primitive, node.Shape, node.Parameter, node.ShiftParameter);
}

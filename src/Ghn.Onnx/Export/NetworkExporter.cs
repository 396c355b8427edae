using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Onnx.Operators;
using Ghn.Tensors;

namespace Ghn.Onnx.Export;

/// <summary>Writes networks as ONNX graphs, a layer after the other.</summary>
internal static class NetworkExporter
{
    /// <summary>The name of a file's input.</summary>
    public const string InputName = "images";

    /// <summary>The name of a file's output.</summary>
    public const string OutputName = "logits";

    /// <summary>The operator set that files are written in.</summary>
    public const int OperatorSet = 17;

    /// <summary>The version of the file format that came with the operator set.</summary>
    private const int FormatVersion = 8;

    /// <summary>A network as an ONNX file but for the numbers of its initialisers.</summary>
    public static ModelProto ToProtocol(Networks.Execution.Model model, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var protocol = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "Ghn",
            ProducerVersion = typeof(NetworkExporter).Assembly.GetName().Version!.ToString(3),
            Graph = ToGraph(model),
            OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = OperatorSet } },
        };
        protocol.MetadataProps.Add(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return protocol;
    }

    /// <summary>The numbers of a network's initialisers.</summary>
    public static IReadOnlyList<TensorNumbers> NumbersOf(ModelProto protocol, Networks.Execution.Model model) =>
        [.. protocol.Graph.Initializer.Select(initializer => new TensorNumbers(initializer, model.State[initializer.Name]))];

    private static GraphProto ToGraph(Networks.Execution.Model model)
    {
        Network network = model.Network.WithoutAuxiliaryHeads();
        var graph = new OnnxGraphBuilder(network.Name, [.. model.State.Names, InputName, OutputName]);
        OnnxValue output = Translate(graph, network, graph.Input(InputName, network.InputShape), scope: null);
        graph.Output(OutputName, output, network.Nodes[network.Outputs[0]].OutputShape);
        GraphProto built = graph.Build();
        built.Initializer.AddRange(network.State.Select(entry => entry.Name).Where(graph.UsedWeights.Contains)
            .Select(name => Initializer(name, model.State[name])));
        return built;
    }

    private static TensorProto Initializer(string name, Tensor tensor) => new()
    {
        Name = name,
        DataType = (int)OnnxElementTypes.Of(tensor.ElementType),
        Dims = { tensor.Shape.Select(size => (long)size) },
    };

    /// <summary>Appends a network to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">The network.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="scope">What its values are called after; null for the layers themselves.</param>
    /// <returns>Its first output.</returns>
    private static OnnxValue Translate(OnnxGraphBuilder graph, Network network, OnnxValue input, string? scope)
    {
        var values = new List<OnnxValue>();
        foreach (NetworkNode node in network.Nodes)
        {
            graph.Scope = scope ?? node.Name;
            var layer = new LayerExport(
                node,
                graph,
                [.. node.Inputs.Select(place => place == Network.InputNode ? input : values[place])],
                [.. node.Inputs.Select(place => place == Network.InputNode ? network.InputShape : network.Nodes[place].OutputShape)])
            {
                Computed = node.Computations.ToDictionary(
                    entry => entry.Key,
                    entry => Compute(graph, entry.Value, graph.Weight(node.StateName(entry.Key)))
                        .Reshape(node.StateShape(entry.Key))),
            };
            values.Add(ExporterTable.Export(layer));
        }

        return values[network.Outputs[0]];
    }

    /// <summary>What a layer acts with, computed from an entry of its state as the one sample of a network.</summary>
    private static OnnxValue Compute(OnnxGraphBuilder graph, Network computation, OnnxValue learnt) =>
        Translate(graph, computation, learnt.Reshape([1, .. computation.InputShape]), graph.Scope);
}

using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model.Protocol;
using Ghn.Onnx.Passes;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Import;

/// <summary>
/// The way from a file to a network: its graph is read, passes make typed operations of its nodes, and layers are found for these.
/// </summary>
internal sealed class ModelImporter
{
    /// <summary>What PyTorch's exporter calls itself.</summary>
    private const string PyTorch = "pytorch";

    private readonly string _path;
    private readonly ModelProto _proto;
    private readonly GraphInputs _inputs;
    private readonly DeclaredShapes? _declared;

    /// <summary>Prepares to import a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="proto">Its content.</param>
    /// <param name="imageSize">The height and width of the images where the file leaves them open.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over, rather than errors.</param>
    public ModelImporter(string path, ModelProto proto, Size2d? imageSize, bool skipsUnknown)
    {
        (_path, _proto) = (path, proto);
        _inputs = GraphInputs.Of(path, proto, imageSize);
        _declared = skipsUnknown ? new DeclaredShapes(proto.Graph, _inputs.Input) : null;
    }

    /// <summary>Imports the file.</summary>
    public ImportedNetwork Run()
    {
        OperationGraph graph = Read();
        NetworkAssembly assembly = Assemble(graph);
        Value[] returned = [.. graph.Outputs.Select(output => FinalDecision.Before(graph, output))];
        Network network = assembly.Build(returned);
        if (network.Outputs.Contains(Network.InputNode))
        {
            throw new InvalidFileException(
                _path, $"output {_proto.Graph.Output[0].Name}", "it is the images as they are: the graph computes nothing",
                "Ghn imports networks that map images to classes.");
        }

        UnsupportedReason[] unknown = [.. graph.Operations.OfType<OpaqueOperation>().Select(operation => operation.Reason).Distinct()];
        return unknown.Length == 0 || network.Parameters.Count > 0
            ? new ImportedNetwork(network, assembly.Bindings, unknown, SkippedParameters.Of(graph, assembly.Bindings))
            {
                IsFromPyTorch = IsFromPyTorch,
                TakesChannelsLast = _inputs.IsChannelsLast,
                TakesAnySize = _inputs.IsAnySize,
                Outputs = Outputs(assembly, returned),
                Kept = KeptParameters.Of(_inputs.Initializers, _proto.Graph.Node, assembly.Bindings, IsFromPyTorch),
            }
            : throw new InvalidFileException(
                _path, $"node {unknown[0].Node} ({unknown[0].Operation})",
                $"{unknown[0].Reason}, and without it and others that are unknown, nothing is left to predict",
                "Ghn reads the operations of vision models in float32.");
    }

    /// <summary>The outputs that depend on the images, in the file's order.</summary>
    private List<ImportedOutput> Outputs(NetworkAssembly assembly, Value[] returned)
    {
        var outputs = new List<ImportedOutput>();
        for (int i = 0; i < returned.Length; i++)
        {
            if (returned[i] is View view)
            {
                Shape sample = [.. view.Shape.Skip(1)];
                outputs.Add(new ImportedOutput(_proto.Graph.Output[i].Name, assembly.PlaceOf(outputs.Count), sample));
            }
        }

        return outputs;
    }

    private bool IsFromPyTorch => _proto.ProducerName == PyTorch;

    private OperationGraph Read()
    {
        UnknownNodes? unknown = _declared is null ? null : new UnknownNodes(_declared, _inputs.Input.Shape[0]);
        OperationGraph graph = GraphImporter.Read(_path, _proto, _inputs, unknown);
        Pipeline.Run(graph, IsFromPyTorch);
        return graph;
    }

    /// <summary>
    /// An operation that layers are begun for, and not completed, leaves some behind, so that all starts again without it.
    /// </summary>
    private NetworkAssembly Assemble(OperationGraph graph)
    {
        while (true)
        {
            string name = Path.GetFileNameWithoutExtension(_path);
            var assembly = new NetworkAssembly(name, graph, _inputs.Input, _inputs.ImageShape, _inputs.IsChannelsLast)
            {
                IsFromPyTorch = IsFromPyTorch,
            };
            bool isComplete = true;
            foreach (Operation operation in graph.Operations)
            {
                if (!graph.Try(operation, () => assembly.Add(operation)))
                {
                    assembly.Add(graph.Producer(operation.Result)!);
                    isComplete = false;
                }
            }

            if (isComplete)
            {
                return assembly;
            }
        }
    }
}

using Ghn.Networks;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>The way from a file to a network: its graph is read, patterns are recognised in it, and layers found for them.</summary>
internal sealed class ModelImport
{
    /// <summary>What PyTorch's exporter calls itself.</summary>
    private const string PyTorch = "pytorch";

    private readonly string _path;
    private readonly ModelProto _proto;
    private readonly GraphStart _start;
    private readonly DeclaredShapes? _declared;

    /// <summary>Prepares to import a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="proto">Its content.</param>
    /// <param name="imageSize">The height and width of the images where the file leaves them open.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over, rather than errors.</param>
    public ModelImport(string path, ModelProto proto, int? imageSize, bool skipsUnknown)
    {
        (_path, _proto) = (path, proto);
        _start = GraphStart.Of(path, proto, imageSize);
        _declared = skipsUnknown ? new DeclaredShapes(proto.Graph, _start.Input) : null;
    }

    /// <summary>Imports the file.</summary>
    public ImportedNetwork Run()
    {
        OperationGraph graph = Read();
        NetworkAssembly assembly = Assemble(graph);
        Network network = assembly.Build(graph.Outputs);
        if (network.Nodes[network.Outputs[0]].OutputShape.Rank == 0)
        {
            throw new InvalidFileException(
                _path, $"output {_proto.Graph.Output[0].Name}", "it is one number for each image, not a list of them",
                "Ghn imports networks that map images to classes.");
        }

        UnknownOperation[] unknown = [.. graph.Operations.Select(operation => operation.Obstacle).OfType<UnknownOperation>().Distinct()];
        return unknown.Length == 0 || network.Parameters.Count > 0
            ? new ImportedNetwork(network, assembly.Bindings, unknown, SkippedTensors.Of(graph.Operations, assembly.Bindings))
            {
                TakesChannelsLast = _start.IsChannelsLast,
            }
            : throw new InvalidFileException(
                _path, $"node {unknown[0].Node} ({unknown[0].Operation})",
                $"{unknown[0].Reason}, and without it and others that are unknown, nothing is left to predict",
                "Ghn reads the operations of vision models in float32.");
    }

    private bool IsFromPyTorch => _proto.ProducerName == PyTorch;

    private OperationGraph Read()
    {
        UnknownNodes? unknown = _declared is null ? null : new UnknownNodes(_declared, _start.Input.Shape[0]);
        OperationGraph graph = GraphReader.Read(_path, _proto, _start, unknown);
        LinearPattern.Apply(graph);
        ConvolutionBiasPattern.Apply(graph);
        LayerNormPattern.Apply(graph);
        GroupNormPattern.Apply(graph);
        ActivationPatterns.Apply(graph);
        AttentionPattern.Apply(graph);
        if (IsFromPyTorch)
        {
            NestedConcatPattern.Apply(graph);
        }

        FixedArithmeticPattern.Apply(graph);
        ScaleShiftPattern.Apply(graph);
        return graph;
    }

    /// <summary>An operation that layers are begun for, and not completed, leaves some behind, so that all starts again without it.</summary>
    private NetworkAssembly Assemble(OperationGraph graph)
    {
        while (true)
        {
            string name = Path.GetFileNameWithoutExtension(_path);
            var assembly = new NetworkAssembly(name, _start.Input, _start.Input.Shape[0], _start.IsChannelsLast)
            {
                IsFromPyTorch = IsFromPyTorch,
            };
            bool isComplete = true;
            foreach (Operation operation in graph.Operations)
            {
                if (!graph.Try(operation, assembly.Add))
                {
                    assembly.Add(operation);
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

/// <summary>A network that came as a file.</summary>
/// <param name="Network">The network.</param>
/// <param name="Bindings">Which parameter of it is which tensor of the file.</param>
/// <param name="Unknown">The operations that were passed over.</param>
/// <param name="Skipped">The tensors that only these have.</param>
internal sealed record ImportedNetwork(
    Network Network, IReadOnlyList<ParameterBinding> Bindings, IReadOnlyList<UnknownOperation> Unknown, IReadOnlyList<SkippedTensor> Skipped)
{
    /// <summary>Whether the file takes images with their channels as the last dimension.</summary>
    public bool TakesChannelsLast { get; init; }
}

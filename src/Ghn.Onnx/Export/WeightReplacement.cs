using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;
using Google.Protobuf;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Export;

/// <summary>
/// An ONNX file with other weights: what is neither known here nor a weight stays as it is. Weights that the file only has as
/// inputs, without numbers, become initialisers.
/// </summary>
internal sealed class WeightReplacement
{
    /// <summary>Since this version of the format, an initialiser need not be an input, too.</summary>
    private const int FirstVersionWithoutInputs = 4;

    private readonly Dictionary<string, TensorProto> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly List<TensorNumbers> _numbers = [];

    /// <summary>Gives a file other weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="proto">Its content, which does not change.</param>
    /// <param name="bindings">Which parameter of its network is which tensor of it.</param>
    /// <param name="kept">The tensors that no parameter is, and that stay; null for those without numbers.</param>
    /// <param name="state">A value for each entry of its network's state.</param>
    public WeightReplacement(
        string path, ModelProto proto, IReadOnlyList<ParameterBinding> bindings, Dictionary<string, Tensor?> kept, StateDict state)
    {
        Protocol = proto.Clone();
        Dictionary<string, ParameterSource> weights = bindings.ToDictionary(
            binding => binding.Source.Name, binding => binding.Source, StringComparer.Ordinal);
        FindPlaces();
        AddLackingTensors(weights);
        ReplaceComputedTensors(weights);
        SeparateEqualTensors(weights, kept);
        foreach (ParameterBinding binding in bindings)
        {
            if (_ambiguous.Contains(binding.Source.Name))
            {
                throw new InvalidFileException(
                    path, $"tensor {binding.Source.Name}", "two tensors have this name, so that neither can be replaced",
                    "Give each its own.");
            }

            TensorProto place = _places[binding.Source.Name];
            place.DataType = place.DataType is var type && CanHold((DataType)type) ? type : (int)DataType.Float;
            _numbers.Add(new TensorNumbers(place, OfType(binding.ToFile(state), (DataType)place.DataType)));
        }

        BringOthersInside(path);
    }

    /// <summary>The file's content but for the numbers of its weights.</summary>
    public ModelProto Protocol { get; }

    /// <summary>The numbers.</summary>
    public IReadOnlyList<TensorNumbers> Numbers => _numbers;

    /// <summary>Weights are initialisers, or what a node Constant gives.</summary>
    private void FindPlaces()
    {
        foreach (GraphProto graph in Graphs(Protocol.Graph))
        {
            IEnumerable<(string Name, TensorProto Tensor)> constants = graph.Node
                .Where(node => node.OpType == "Constant")
                .SelectMany(node => node.Attribute.Where(attribute => attribute.T is not null), (node, value) => (node.Output[0], value.T));
            foreach ((string name, TensorProto tensor) in constants.Concat(graph.Initializer.Select(tensor => (tensor.Name, tensor))))
            {
                if (!_places.TryAdd(name, tensor))
                {
                    _ambiguous.Add(name);
                }
            }
        }
    }

    /// <summary>A graph and those in it: branches that are chosen before the graph runs may have weights of their own.</summary>
    private static IEnumerable<GraphProto> Graphs(GraphProto graph) => graph.Node
        .SelectMany(node => node.Attribute)
        .SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G))
        .SelectMany(Graphs)
        .Prepend(graph);

    /// <summary>Makes initialisers of the weights that are only inputs, in their order, and of tables of indices among them.</summary>
    private void AddLackingTensors(Dictionary<string, ParameterSource> weights)
    {
        foreach (ValueInfoProto input in Protocol.Graph.Input.Where(input => !_places.ContainsKey(input.Name)).ToArray())
        {
            bool holdsIndices = IndexTable.IsOne(input);
            if (!holdsIndices && !weights.ContainsKey(input.Name))
            {
                continue;
            }

            TypeProto.Types.Tensor type = input.Type.TensorType;
            TensorProto tensor = AddTensor(input.Name, type.ElemType, type.Shape.Dim.Select(dimension => dimension.DimValue));
            if (Protocol.IrVersion >= FirstVersionWithoutInputs)
            {
                Protocol.Graph.Input.Remove(input);
            }

            if (holdsIndices)
            {
                Tensor indices = IndexTable.Indices(input.Name, [.. tensor.Dims.Select(size => (int)size)])!;
                _numbers.Add(new TensorNumbers(tensor, OfType(indices, (DataType)tensor.DataType)));
            }
        }
    }

    /// <summary>
    /// PyTorch's exporter writes tensors that happen to be equal, as those of new normalisations are, once, with nodes Identity for
    /// the others. Each becomes an initialiser of its own: one that changes, or one that stays as it is beside an equal one that changes.
    /// </summary>
    private void SeparateEqualTensors(Dictionary<string, ParameterSource> weights, Dictionary<string, Tensor?> unchanged)
    {
        foreach (NodeProto node in Protocol.Graph.Node.Where(node => node.OpType == "Identity").ToArray())
        {
            string name = node.Output[0];
            Tensor? kept = weights.ContainsKey(node.Input[0]) ? unchanged.GetValueOrDefault(name) : null;
            if ((weights.GetValueOrDefault(name)?.Shape ?? kept?.Shape) is not { } shape)
            {
                continue;
            }

            int type = _places.GetValueOrDefault(node.Input[0])?.DataType ?? (int)DataType.Float;
            TensorProto place = AddTensor(name, type, shape.Select(size => (long)size));
            if (kept is not null)
            {
                _numbers.Add(new TensorNumbers(place, OfType(kept, (DataType)type)));
            }

            Protocol.Graph.Node.Remove(node);
        }
    }

    /// <summary>Weights that nodes compute from constants, or draw at random, become initialisers under the same names.</summary>
    private void ReplaceComputedTensors(Dictionary<string, ParameterSource> weights)
    {
        foreach ((GraphProto graph, NodeProto node) in Graphs(Protocol.Graph)
            .SelectMany(graph => graph.Node, (graph, node) => (graph, node)).ToArray())
        {
            for (int i = 0; i < node.Output.Count; i++)
            {
                string name = node.Output[i];
                if (node.OpType == "Identity" || _places.ContainsKey(name) || weights.GetValueOrDefault(name) is not { } weight)
                {
                    continue;
                }

                AddTensor(name, (int)DataType.Float, weight.Shape.Select(size => (long)size));
                node.Output[i] = string.Empty;
            }

            if (node.Output.Count > 0 && node.Output.All(name => name.Length == 0))
            {
                graph.Node.Remove(node);
            }
        }
    }

    /// <summary>Types of fewer bits only store what is widened before it is used, so that a wider type takes their place.</summary>
    private static bool CanHold(DataType type) =>
        type is DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double or DataType.Int64 or DataType.Int32;

    private TensorProto AddTensor(string name, int type, IEnumerable<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, Dims = { shape } };
        _places[name] = tensor;
        Protocol.Graph.Initializer.Add(tensor);
        return tensor;
    }

    /// <summary>The new file may lie in another folder than what the old one keeps beside it.</summary>
    private void BringOthersInside(string path)
    {
        var external = new ExternalData(path);
        var replaced = new HashSet<TensorProto>(_numbers.Select(entry => entry.Place), ReferenceEqualityComparer.Instance);
        foreach (TensorProto tensor in _places.Values)
        {
            if (tensor.DataLocation == TensorProto.Types.DataLocation.External && !replaced.Contains(tensor))
            {
                byte[] bytes = external.Read(tensor);
                TensorNumbers.Clear(tensor);
                tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            }
        }
    }

    /// <summary>Numbers as a type of ONNX.</summary>
    public static Tensor OfType(Tensor values, DataType type) => type switch
    {
        DataType.Float16 => Conversion.ToFloat16(values),
        DataType.Bfloat16 => Conversion.ToBFloat16(values),
        DataType.Double => Tensor.From<double>(Array.ConvertAll(values.Values.ToArray(), value => (double)value), values.Shape),
        DataType.Int32 => Tensor.From<int>(Array.ConvertAll(values.Elements<long>().ToArray(), value => (int)value), values.Shape),
        _ => values,
    };
}

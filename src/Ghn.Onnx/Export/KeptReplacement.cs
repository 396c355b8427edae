using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Export;

/// <summary>An ONNX file with other numbers for tensors that are no parameters of its network.</summary>
internal static class KeptReplacement
{
    /// <summary>Gives a file other numbers.</summary>
    /// <param name="file">The file, which does not change.</param>
    /// <param name="changed">The tensors, with their new numbers.</param>
    public static ModelProto Apply(ModelProto file, StateDict changed)
    {
        ModelProto result = file.Clone();
        foreach ((string name, Tensor value) in changed)
        {
            TensorProto place = result.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == name) ?? Separate(result.Graph, name);
            new TensorNumbers(place, WeightReplacement.OfType(value, (DataType)place.DataType)).PutInside();
        }

        return result;
    }

    /// <summary>A tensor that is one of several equal ones in the file, of which the exporter wrote one.</summary>
    private static TensorProto Separate(GraphProto graph, string name)
    {
        NodeProto copy = graph.Node.First(node => node.Output.Contains(name));
        TensorProto original = graph.Initializer.First(tensor => tensor.Name == copy.Input[0]);
        var place = new TensorProto { Name = name, DataType = original.DataType, Dims = { original.Dims } };
        graph.Initializer.Add(place);
        graph.Node.Remove(copy);
        return place;
    }
}

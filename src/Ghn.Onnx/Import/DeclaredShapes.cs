using Ghn.Onnx.Ir;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf.Collections;
using Dimension = Ghn.Onnx.Model.Protocol.TensorShapeProto.Types.Dimension;

namespace Ghn.Onnx.Import;

/// <summary>The shapes that a file declares of what flows through its graph, where it does.</summary>
internal sealed class DeclaredShapes
{
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);

    /// <summary>Finds the shapes of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="images">What it is read for: names of free sizes that the images have are known from them.</param>
    public DeclaredShapes(GraphProto graph, InputSource images)
    {
        int batch = images.Shape[0];
        Dictionary<string, int> sizes = Dimensions(graph.Input.First(input => input.Name == images.Name))
            .Zip(images.Shape)
            .Where(pair => pair.First.DimParam.Length > 0)
            .DistinctBy(pair => pair.First.DimParam)
            .ToDictionary(pair => pair.First.DimParam, pair => pair.Second, StringComparer.Ordinal);
        foreach (ValueInfoProto value in graph.ValueInfo.Concat(graph.Output))
        {
            long?[] shape = [.. Dimensions(value).Select((dimension, axis) => Size(dimension, axis, sizes, batch))];
            if (value.Type?.TensorType?.Shape is not null && shape.All(size => size is not null) && shape.Length > 0 && shape[0] == batch)
            {
                _shapes[value.Name] = Sizes.Shape(shape.Select(size => size!.Value));
            }
        }
    }

    /// <summary>The shape of a value with the batch as its first dimension; null if the file does not say it.</summary>
    public Shape? Of(string value) => _shapes.GetValueOrDefault(value);

    /// <summary>Exporters give the batch another name in every place where they do not see that it is the same.</summary>
    private static long? Size(Dimension dimension, int axis, Dictionary<string, int> sizes, int batch) =>
        dimension.DimValue > 0 ? dimension.DimValue
        : sizes.TryGetValue(dimension.DimParam, out int size) ? size
        : axis == 0 ? batch
        : null;

    private static RepeatedField<Dimension> Dimensions(ValueInfoProto value) => value.Type?.TensorType?.Shape?.Dim ?? [];
}

using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Views;

/// <summary>
/// Concatenation: a view, where it puts parts of one thing together (lists of sizes, or maps that are rolled), or else an operation that
/// joins signals.
/// </summary>
internal sealed class ConcatOperator() : Operator("Concat")
{
    private const int MaxListLength = 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<Concat>((layer, _) => layer.Input.Concat(axis: 1, [.. layer.Inputs.Skip(1)]))];

    /// <summary>The inputs one after the other along a dimension; null if they come from different sources.</summary>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value[] inputs = [.. node.Inputs.OfType<Value>().Where(input => input.Shape.ElementCount > 0)];
        if (node.Inputs is [View { Source.DependsOnImages: true, Shape.Rank: 4 } whole] && Axis(node, whole.Shape) == 1)
        {
            // Cells with one output end so; it counts where PyTorch's trace of a network is followed.
            return null;
        }

        if (inputs.Length <= 1)
        {
            return One(inputs.FirstOrDefault() ?? node.Input(0));
        }

        int axis = Axis(node, inputs[0].Shape);
        Shape shape = JoinedShape(node, [.. inputs.Select(input => input.Shape)], axis);
        int rows = shape.Dimensions[..axis].ToArray().Aggregate(1, (product, size) => product * size);
        if (inputs.All(input => input is Constant))
        {
            Constant[] constants = [.. inputs.OfType<Constant>()];
            double[] numbers = Join([.. constants.Select(constant => constant.Numbers)], rows);
            return One(new Constant(shape, numbers, constants.All(constant => constant.IsInteger)));
        }

        if (inputs.All(IsShortList))
        {
            return One(new Constant(shape, [.. inputs.SelectMany(input => input.Known()!)], IsInteger: false));
        }

        if (inputs.Any(input => input is not View view || view.Source != (inputs[0] as View)?.Source))
        {
            return null;
        }

        View[] views = [.. inputs.OfType<View>()];
        Source source = views[0].Source;
        int[] places = Join([.. views.Select(view => view.Map.Places())], rows);
        return One(new View(source, IndexMap.Of(shape, places, source.Shape.ElementCount)));
    }

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        Shape[] shapes = [node.Input(0).Shape, .. node.Inputs.Skip(1).OfType<Value>().Select(input => input.Shape)];
        return JoinedShape(node, shapes, Axis(node, shapes[0]));
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new ConcatOperation(operation.Node, operation.Result, operation.Inputs, Axis(operation.Node, operation.Shape), []);

    private static int Axis(OnnxNode node, Shape shape) => node.Axis(node.Integer("axis", 0), shape.Rank);

    private static Shape JoinedShape(OnnxNode node, Shape[] shapes, int axis)
    {
        Shape first = shapes[0];
        bool fit = shapes.All(shape => shape.Rank == first.Rank
            && Enumerable.Range(0, first.Rank).All(i => i == axis || shape[i] == first[i]));
        return fit
            ? Sizes.Shape(first.Select((size, i) => i == axis ? shapes.Sum(shape => (long)shape[axis]) : size))
            : throw node.DoesNotFit($"it cannot join {string.Join(" and ", shapes)}");
    }

    /// <summary>Whether a value is a vector of a few numbers, as factors of resizing are and weights are not.</summary>
    private static bool IsShortList(Value value) => value.Shape.Rank == 1 && value.Known() is { Length: <= MaxListLength };

    /// <summary>Joins arrays that are matrices of as many rows, row by row.</summary>
    private static T[] Join<T>(T[][] parts, int rows)
    {
        var joined = new T[parts.Sum(part => part.Length)];
        int done = 0;
        for (int row = 0; row < rows; row++)
        {
            foreach (T[] part in parts)
            {
                int width = part.Length / rows;
                Array.Copy(part, row * width, joined, done, width);
                done += width;
            }
        }

        return joined;
    }
}

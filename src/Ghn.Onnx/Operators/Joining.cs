using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Concatenation, where it puts parts of one thing together: lists of sizes, or maps that are rolled.</summary>
internal static class Joining
{
    private const int LongestList = 4;

    /// <summary>The inputs one after the other along a dimension; null if they come from different sources.</summary>
    public static Value? Concat(OnnxNode node)
    {
        Value[] inputs = [.. node.Inputs.OfType<Value>().Where(input => input.Shape.ElementCount > 0)];
        if (node.Inputs is [View { Source.DependsOnImages: true, Shape.Rank: 4 } whole] && node.Axis(node.Integer("axis", 0), whole.Shape.Rank) == 1)
        {
            // Cells with one output end so; it counts where PyTorch's trace of a network is followed.
            return null;
        }

        if (inputs.Length <= 1)
        {
            return inputs.FirstOrDefault() ?? node.Input(0);
        }

        int axis = node.Axis(node.Integer("axis", 0), inputs[0].Shape.Rank);
        Shape shape = OperationShapes.Concat(node, [.. inputs.Select(input => input.Shape)], axis);
        int rows = shape.Dimensions[..axis].ToArray().Aggregate(1, (product, size) => product * size);
        if (inputs.All(input => input is Constant))
        {
            Constant[] constants = [.. inputs.OfType<Constant>()];
            double[] numbers = Join([.. constants.Select(constant => constant.Numbers)], rows);
            return new Constant(shape, numbers, constants.All(constant => constant.IsInteger));
        }

        if (inputs.All(IsShortList))
        {
            return new Constant(shape, [.. inputs.SelectMany(input => input.Known()!)], IsInteger: false);
        }

        if (inputs.Any(input => input is not View view || view.Source != (inputs[0] as View)?.Source))
        {
            return null;
        }

        View[] views = [.. inputs.OfType<View>()];
        Source source = views[0].Source;
        int[] places = Join([.. views.Select(view => view.Arrangement.Places())], rows);
        return new View(source, Selection.Of(shape, places, source.Shape.ElementCount));
    }

    /// <summary>Whether a value is a vector of a few numbers, as factors of resizing are and weights are not.</summary>
    private static bool IsShortList(Value value) => value.Shape.Rank == 1 && value.Known() is { Length: <= LongestList };

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

using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>The operations whose result is known as soon as sizes are: shape arithmetic, and the making of masks and indices.</summary>
internal static class ConstantOperations
{
    private static readonly Dictionary<string, Func<OnnxNode, Value?>> Evaluators = new(StringComparer.Ordinal)
    {
        ["Constant"] = Literal,
        ["Shape"] = ShapeOf,
        ["Size"] = node => new Constant([], [node.Input(0).Shape.ElementCount], IsInteger: true),
        ["ConstantOfShape"] = Filled,
        ["Range"] = Range,
        ["Cast"] = Cast,
        ["ScatterND"] = Scatter,
        ["ReduceProd"] = Product,
    };

    /// <summary>The result of a node; null if it depends on more than sizes.</summary>
    public static Value? Evaluate(OnnxNode node) => Evaluators.TryGetValue(node.Type, out Func<OnnxNode, Value?>? evaluator)
        ? evaluator(node)
        : ElementwiseArithmetic.Evaluate(node);

    private static Value Literal(OnnxNode node)
    {
        if (node.Tensor("value") is { } tensor)
        {
            return tensor.ElementType.IsFloatingPoint() && tensor.Shape.Rank > 0
                ? new View(new ParameterSource(node.Outputs[0], tensor.Shape, order: null, tensor))
                : tensor.ToConstant();
        }

        return node.Find("value_int") is { } integer ? new Constant([], [integer.I], IsInteger: true)
            : node.Find("value_float") is { } number ? new Constant([], [number.F], IsInteger: false)
            : node.Find("value_ints") is { } integers ? new Constant([integers.Ints.Count], [.. integers.Ints.Select(i => (double)i)], true)
            : node.Find("value_floats") is { } numbers ? new Constant([numbers.Floats.Count], [.. numbers.Floats.Select(f => (double)f)], false)
            : throw node.Unsupported("its value is no tensor of numbers");
    }

    private static Constant ShapeOf(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        int start = (int)Math.Clamp(FromFront(node.Integer("start", 0)), 0, shape.Rank);
        int end = (int)Math.Clamp(FromFront(node.Integer("end", shape.Rank)), start, shape.Rank);
        return Constant.Vector(shape.Dimensions[start..end].ToArray());

        long FromFront(long place) => place < 0 ? place + shape.Rank : place;
    }

    private static Constant Filled(OnnxNode node)
    {
        Shape shape = Sizes.Shape(node.Integers(0));
        Constant value = node.Tensor("value")?.ToConstant() ?? new Constant([1], [0], IsInteger: false);
        var numbers = new double[shape.ElementCount];
        Array.Fill(numbers, value.Numbers.Length == 1 ? value.Numbers[0] : throw node.Invalid("its value is not one number"));
        return new Constant(shape, numbers, value.IsInteger);
    }

    private static Constant? Range(OnnxNode node)
    {
        if (node.Input(0) is not Constant { Numbers: [var start] } first || node.Input(1) is not Constant { Numbers: [var limit] }
            || node.Input(2) is not Constant { Numbers: [var step] } || step == 0)
        {
            throw node.Unsupported("its limits are not known");
        }

        Shape shape = Sizes.Shape([(long)Math.Max(0, Math.Ceiling((limit - start) / step))]);
        return new Constant(shape, [.. Enumerable.Range(0, shape[0]).Select(i => start + (i * step))], first.IsInteger);
    }

    private static Constant? Cast(OnnxNode node)
    {
        if (node.Input(0) is not Constant value)
        {
            return null;
        }

        var type = (TensorProto.Types.DataType)node.Integer("to", 0);
        return type switch
        {
            TensorProto.Types.DataType.Bool => value with { Numbers = [.. value.Numbers.Select(n => n != 0 ? 1.0 : 0)], IsInteger = true },
            TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16
                or TensorProto.Types.DataType.Bfloat16 => value with { IsInteger = false },
            _ => value with { Numbers = [.. value.Numbers.Select(Math.Truncate)], IsInteger = true },
        };
    }

    /// <summary>Some blocks of a tensor replaced; Swin's masks are made so.</summary>
    private static Constant Scatter(OnnxNode node)
    {
        if (node.Input(0) is not Constant data || node.Input(1) is not Constant indices || node.Input(2) is not Constant updates
            || node.Text("reduction", "none") != "none")
        {
            throw node.Unsupported("it changes values that depend on the images");
        }

        int depth = indices.Shape.Rank > 0 ? indices.Shape[^1] : 0;
        if (depth < 1 || depth > data.Shape.Rank)
        {
            throw node.Invalid($"its indices {indices.Shape} do not fit {data.Shape}");
        }

        int[] strides = Selection.Strides(data.Shape);
        int block = depth == data.Shape.Rank ? 1 : strides[depth - 1];
        double[] numbers = [.. data.Numbers];
        if (updates.Numbers.Length != (long)indices.Numbers.Length / depth * block)
        {
            throw node.Invalid($"{updates.Shape} is no update at {indices.Shape} of {data.Shape}");
        }

        for (int i = 0; i < indices.Numbers.Length / depth; i++)
        {
            int place = 0;
            for (int dimension = 0; dimension < depth; dimension++)
            {
                place += strides[dimension] * node.Axis((long)indices.Numbers[(i * depth) + dimension], data.Shape[dimension]);
            }

            Array.Copy(updates.Numbers, i * block, numbers, place, block);
        }

        return data with { Numbers = numbers };
    }

    private static Constant? Product(OnnxNode node)
    {
        if (node.Input(0) is not Constant { Shape.Rank: <= 1 } value)
        {
            return null;
        }

        Shape shape = node.Integer("keepdims", 1) == 1 && value.Shape.Rank == 1 ? [1] : [];
        return new Constant(shape, [value.Numbers.Aggregate(1.0, (product, number) => product * number)], value.IsInteger);
    }
}

using Ghn.Networks.Layers;

namespace Ghn.Onnx.Building;

/// <summary>The operations of ONNX that several layers are made of, as methods of the values they act on.</summary>
internal static class OnnxOperations
{
    /// <summary>The sum with a value of the same shape, or of one that is repeated to it.</summary>
    public static OnnxValue Add(this OnnxValue x, OnnxValue other) => x.Apply("Add", [other]);

    /// <summary>The product with a value of the same shape, or of one that is repeated to it.</summary>
    public static OnnxValue Multiply(this OnnxValue x, OnnxValue other) => x.Apply("Mul", [other]);

    /// <summary>The product with a number.</summary>
    public static OnnxValue Multiply(this OnnxValue x, double factor) => x.Multiply(x.Graph.Number(factor));

    /// <summary>The matrix product over the last two dimensions.</summary>
    public static OnnxValue MatrixProduct(this OnnxValue x, OnnxValue other) => x.Apply("MatMul", [other]);

    /// <summary>A linear map of the last dimension.</summary>
    /// <param name="x">What is mapped.</param>
    /// <param name="weight">[outputs, inputs], as PyTorch has it.</param>
    /// <param name="bias">[outputs]; null for none.</param>
    public static OnnxValue Linear(this OnnxValue x, OnnxValue weight, OnnxValue? bias)
    {
        OnnxValue product = x.MatrixProduct(weight.Transpose(1, 0));
        return bias is null ? product : product.Add(bias);
    }

    /// <summary>The dimensions in another order.</summary>
    public static OnnxValue Transpose(this OnnxValue x, params IEnumerable<int> order) =>
        x.Apply("Transpose", OnnxAttributes.Integers("perm", order));

    /// <summary>Another shape: 0 keeps the size that a dimension has, −1 stands for what remains.</summary>
    public static OnnxValue Reshape(this OnnxValue x, params IEnumerable<int> shape) => x.Apply("Reshape", [x.Graph.Integers(shape)]);

    /// <summary>Every <paramref name="step"/>-th place of a dimension, from a first one to before an end.</summary>
    public static OnnxValue Slice(this OnnxValue x, int axis, int start, int end, int step = 1)
    {
        OnnxGraphBuilder graph = x.Graph;
        return x.Apply("Slice", [graph.Integers(start), graph.Integers(end), graph.Integers(axis), graph.Integers(step)]);
    }

    /// <summary>One place of a dimension, which the result lacks.</summary>
    public static OnnxValue Select(this OnnxValue x, int axis, int index) =>
        x.Apply("Gather", [x.Graph.Integer(index)], OnnxAttributes.Integer("axis", axis));

    /// <summary>This value and others one after the other along a dimension.</summary>
    public static OnnxValue Concat(this OnnxValue x, int axis, params IReadOnlyList<OnnxValue> others) =>
        x.Apply("Concat", others, OnnxAttributes.Integer("axis", axis));

    /// <summary>The number of samples, a vector of one element.</summary>
    public static OnnxValue SampleCount(this OnnxValue x) =>
        x.Apply("Shape").Apply("Gather", [x.Graph.Integers(0)], OnnxAttributes.Integer("axis", 0));

    /// <summary>Zeros around the middle two of four dimensions, or around the last two.</summary>
    /// <param name="x">What is padded.</param>
    /// <param name="begin">What is added at the top and on the left.</param>
    /// <param name="end">What is added at the bottom and on the right.</param>
    /// <param name="layout">Where the channels are, which are not padded.</param>
    public static OnnxValue Pad(this OnnxValue x, Size2d begin, Size2d end, ImageLayout layout)
    {
        int[] pads = layout == ImageLayout.ChannelsFirst
            ? [0, 0, begin.Height, begin.Width, 0, 0, end.Height, end.Width]
            : [0, begin.Height, begin.Width, 0, 0, end.Height, end.Width, 0];
        return x.Apply("Pad", [x.Graph.Integers(pads)]);
    }
}

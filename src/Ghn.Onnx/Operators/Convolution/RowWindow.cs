using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>How a convolution of sequences slides: as one of maps that are one row high.</summary>
internal static class RowWindow
{
    /// <summary>How a node's window slides.</summary>
    /// <param name="node">The node, which takes [samples, channels, length].</param>
    /// <param name="kernel">The length of the window.</param>
    /// <exception cref="InvalidFileException">A number is missing or out of range.</exception>
    public static SlidingWindow Of(OnnxNode node, int kernel)
    {
        Shape input = node.Input(0).Shape;
        (int stride, int dilation) = (Single(node, "strides"), Single(node, "dilations"));
        if (input.Rank != 3 || kernel <= 0 || stride <= 0 || dilation <= 0)
        {
            throw node.Invalid($"a window of {kernel} with a stride of {stride} and a dilation of {dilation} does not slide over {input}");
        }

        (int before, int after) = node.Text("auto_pad", "NOTSET") switch
        {
            "VALID" => (0, 0),
            "NOTSET" => Pads(node),
            string mode => SlidingWindow.Same(input[2], kernel, stride, dilation, mode),
        };
        return new SlidingWindow((1, kernel), (1, stride), (1, dilation), [0, before, 0, after], CeilingMode: false);
    }

    /// <summary>The shape of maps that are one row high.</summary>
    public static Shape AsMaps(Shape sequence) => [sequence[0], sequence[1], 1, sequence[2]];

    private static int Single(OnnxNode node, string attribute) => node.Integers(attribute) switch
    {
        null => 1,
        [var number] => node.ToInt32(number, attribute),
        _ => throw node.Invalid($"its {attribute} are not one number"),
    };

    private static (int Before, int After) Pads(OnnxNode node) => node.Integers("pads") switch
    {
        null => (0, 0),
        [>= 0 and var before, >= 0 and var after] => (node.ToInt32(before, "pads"), node.ToInt32(after, "pads")),
        _ => throw node.Invalid("its pads are not two widths"),
    };
}

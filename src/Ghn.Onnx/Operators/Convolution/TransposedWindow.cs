using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>How a transposed convolution spreads its kernel over larger maps; sequences are maps that are one row high.</summary>
/// <param name="Kernel">The size of the kernel.</param>
/// <param name="Stride">The step between the windows of neighbouring positions.</param>
/// <param name="Dilation">The distance between the kernel's elements.</param>
/// <param name="Padding">What is cut off at the top and on the left.</param>
/// <param name="EndPadding">What is cut off at the bottom and on the right.</param>
/// <param name="OutputPadding">The rows and columns that are added at the bottom and on the right.</param>
/// <param name="OutputSize">The size of the larger maps.</param>
internal sealed record TransposedWindow(
    Size2d Kernel, Size2d Stride, Size2d Dilation, Size2d Padding, Size2d EndPadding, Size2d OutputPadding, Size2d OutputSize)
{
    /// <summary>How a node's window spreads.</summary>
    /// <exception cref="Ghn.Tensors.Files.InvalidFileException">
    /// It is not one of maps or sequences, or a number is missing or out of range.
    /// </exception>
    public static TransposedWindow Of(OnnxNode node)
    {
        (Shape maps, Shape weight) = (node.Input(0).Shape, node.Input(1).Shape);
        if (maps.Rank is not (3 or 4) || weight.Rank != maps.Rank)
        {
            throw node.Unsupported($"it spreads a weight {weight} over an input {maps}, not over feature maps or sequences");
        }

        Axis[] axes = [.. Enumerable.Range(0, maps.Rank - 2).Select(axis => Axis.Of(node, axis, maps[axis + 2], weight[axis + 2]))];
        Axis first = axes.Length == 2 ? axes[0] : Axis.OfOneRow;
        Axis last = axes[^1];
        return new TransposedWindow(
            (first.Kernel, last.Kernel), (first.Stride, last.Stride), (first.Dilation, last.Dilation), (first.Before, last.Before),
            (first.After, last.After), (first.More, last.More), (first.Size, last.Size));
    }

    /// <summary>The window along one dimension.</summary>
    private readonly record struct Axis(int Kernel, int Stride, int Dilation, int Before, int After, int More, int Size)
    {
        public static Axis OfOneRow => new(Kernel: 1, Stride: 1, Dilation: 1, Before: 0, After: 0, More: 0, Size: 1);

        public static Axis Of(OnnxNode node, int axis, int size, int kernel)
        {
            int rank = node.Input(0).Shape.Rank - 2;
            int stride = Number(node, "strides", axis, rank, 1);
            int dilation = Number(node, "dilations", axis, rank, 1);
            int more = Number(node, "output_padding", axis, rank, 0);
            if (kernel < 1 || stride < 1 || dilation < 1 || more < 0)
            {
                throw node.Invalid("the size, stride, dilation or output_padding of its window is out of range");
            }

            long spread = ((size - 1L) * stride) + more + ((kernel - 1L) * dilation) + 1;
            string mode = node.Text("auto_pad", "NOTSET");
            long? wanted = node.Integers("output_shape") is not null ? Number(node, "output_shape", axis, rank, 0)
                : mode.StartsWith("SAME", StringComparison.Ordinal) ? (long)size * stride
                : null;
            (int before, int after) = wanted is { } target ? Cut(node, spread - target, mode)
                : mode == "VALID" ? (0, 0)
                : (Number(node, "pads", axis, 2 * rank, 0), Number(node, "pads", axis + rank, 2 * rank, 0));
            return before >= 0 && after >= 0
                ? new Axis(kernel, stride, dilation, before, after, more, node.ToInt32(spread - before - after, "the size of its output"))
                : throw node.Invalid("its pads are negative");
        }

        /// <summary>What is cut off on both sides; an odd row or column at the end where the operation says so.</summary>
        private static (int Before, int After) Cut(OnnxNode node, long total, string mode)
        {
            if (total < 0)
            {
                throw node.Unsupported("its output_shape or auto_pad asks for larger maps than its window spreads over");
            }

            int whole = node.ToInt32(total, "what it cuts off");
            int half = whole / 2;
            return mode == "SAME_UPPER" ? (half, whole - half) : (whole - half, half);
        }

        private static int Number(OnnxNode node, string attribute, int index, int count, int otherwise)
        {
            long[]? numbers = node.Integers(attribute);
            return numbers is null ? otherwise
                : numbers.Length == count ? node.ToInt32(numbers[index], attribute)
                : throw node.Invalid($"its {attribute} are not {count} numbers");
        }
    }
}

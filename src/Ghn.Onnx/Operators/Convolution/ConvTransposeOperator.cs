using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A transposed convolution, which is written; of one that is read, only the shape is known.</summary>
internal sealed class ConvTransposeOperator() : PassedOverOperator("ConvTranspose", Size)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes =>
        ["strides", "dilations", "pads", "output_padding", "auto_pad", "output_shape", "group"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["kernel_shape"] = "the weight has it, too",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<ConvTranspose2d>(Export)];

    private static OnnxValue Export(LayerExport layer, ConvTranspose2d convolution) => layer.Input.Apply(
        "ConvTranspose",
        layer.Weights(convolution.Bias),
        OnnxAttributes.Size("kernel_shape", convolution.Kernel),
        OnnxAttributes.Size("strides", convolution.Stride),
        OnnxAttributes.Padding(convolution.Padding, convolution.EndPadding),
        OnnxAttributes.Size("dilations", convolution.Dilation),
        OnnxAttributes.Size("output_padding", convolution.OutputPadding),
        OnnxAttributes.Integer("group", convolution.Groups));

    private static Shape Size(OnnxNode node)
    {
        (Shape maps, Shape weight) = (node.Input(0).Shape, node.Input(1).Shape);
        int rank = Math.Max(0, maps.Rank - 2);
        long[] strides = node.Integers("strides") ?? Ones(rank);
        long[] dilations = node.Integers("dilations") ?? Ones(rank);
        long[] pads = node.Integers("pads") ?? new long[2 * rank];
        long[] more = node.Integers("output_padding") ?? new long[rank];
        if (rank < 1 || weight.Rank != maps.Rank || strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank
            || more.Length != rank)
        {
            throw node.Invalid($"its attributes do not fit an input {maps} and a weight {weight}");
        }

        bool isSame = node.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
        IEnumerable<long> sizes = node.Integers("output_shape")?.TakeLast(rank) ?? Enumerable.Range(0, rank).Select(axis => isSame
            ? maps[axis + 2] * strides[axis]
            : (strides[axis] * (maps[axis + 2] - 1)) + more[axis] + ((weight[axis + 2] - 1) * dilations[axis]) + 1
                - pads[axis] - pads[axis + rank]);
        return Sizes.Shape([maps[0], weight[1] * node.Integer("group", 1), .. sizes]);
    }

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];
}

using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Operators.Arithmetic;
using Ghn.Onnx.Operators.Attention;
using Ghn.Onnx.Operators.Constants;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators;

/// <summary>
/// What is written for each kind of layer, as the operators say. It is apart from their table, because reading a file needs none.
/// </summary>
internal static class ExporterTable
{
    /// <summary>Layers that several operators make up together.</summary>
    private static readonly IExportsLayers[] Composites =
        [new FixedArithmetic(), new DotProductAttention(), new WindowedAttention(), new SampleIndependentValues()];

    /// <summary>The exporters of each type of layer.</summary>
    public static ILookup<Type, LayerExporter> Exporters { get; } =
        OperatorTable.Operators.Concat(Composites).SelectMany(known => known.Exporters).ToLookup(exporter => exporter.Layer);

    /// <summary>Appends a layer to a graph.</summary>
    /// <returns>Its output, with the batch as its leading dimension.</returns>
    /// <exception cref="NotSupportedException">The layer has no counterpart in ONNX.</exception>
    public static OnnxValue Export(LayerExport layer)
    {
        Layer kind = layer.Node.Layer;
        LayerExporter exporter = Exporters[kind.GetType()].FirstOrDefault(candidate => candidate.Fits(kind))
            ?? throw new NotSupportedException(
                $"{PrintableText.OfName(layer.Node.Name)}: a {kind.GetType().Name} has no counterpart in ONNX here.");
        return exporter.Export(layer);
    }
}

using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>How fixed factors and shifts are written: as a product and a sum.</summary>
internal sealed class FixedArithmetic : IExportsLayers
{
    /// <inheritdoc/>
    public IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<FrozenAffine>(Export)];

    private static OnnxValue Export(LayerExport layer, FrozenAffine affine)
    {
        Shape shape = affine.Factors.Count == 1 ? [] : [affine.Factors.Count, 1, 1];
        return layer.Input.Multiply(Numbers(affine.Factors)).Add(Numbers(affine.Shifts));

        OnnxValue Numbers(IEnumerable<double> numbers) => layer.Graph.Numbers(shape, [.. numbers.Select(number => (float)number)]);
    }
}

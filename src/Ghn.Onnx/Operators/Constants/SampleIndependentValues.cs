using Ghn.Networks.Layers;
using Ghn.Onnx.Building;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>How what is the same for all samples is written: with a first dimension of one, which is expanded where it must be.</summary>
internal sealed class SampleIndependentValues : IExportsLayers
{
    /// <inheritdoc/>
    public IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<LearntTensor>((layer, learnt) => layer.Weight("").Reshape([1, .. learnt.Size])),
        LayerExporter.Of<FixedTensor>((layer, numbers) =>
            layer.Graph.Numbers([1, .. numbers.Size], [.. numbers.Numbers.Select(number => (float)number)])),
        LayerExporter.Of<ForEachSample>((layer, _) => layer.Input.Apply(
            "Expand", [layer.Inputs[1].SampleCount().Concat(axis: 0, layer.Graph.Integers([.. layer.OutputShape.Select(_ => 1)]))])),
    ];
}

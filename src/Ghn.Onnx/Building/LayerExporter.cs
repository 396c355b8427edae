using Ghn.Networks.Layers;

namespace Ghn.Onnx.Building;

/// <summary>What a kind of layer is in ONNX.</summary>
/// <param name="Layer">The type of layer.</param>
/// <param name="Fits">Whether it is of the kind.</param>
/// <param name="Export">Appends nodes, and returns the layer's output with the batch as its leading dimension.</param>
internal sealed record LayerExporter(Type Layer, Func<Layer, bool> Fits, Func<LayerExport, OnnxValue> Export)
{
    /// <summary>What a type of layer is in ONNX.</summary>
    /// <param name="export">Appends nodes for a layer.</param>
    /// <param name="when">Which layers of the type are exported so; all when absent.</param>
    /// <typeparam name="TLayer">The type of layer.</typeparam>
    public static LayerExporter Of<TLayer>(Func<LayerExport, TLayer, OnnxValue> export, Func<TLayer, bool>? when = null)
        where TLayer : Layer =>
        new(typeof(TLayer), layer => when is null || when((TLayer)layer), layer => export(layer, (TLayer)layer.Node.Layer));
}

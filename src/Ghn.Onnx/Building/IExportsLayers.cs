namespace Ghn.Onnx.Building;

/// <summary>Something that knows what layers are in ONNX.</summary>
internal interface IExportsLayers
{
    /// <summary>What each of its layers is.</summary>
    IReadOnlyList<LayerExporter> Exporters { get; }
}

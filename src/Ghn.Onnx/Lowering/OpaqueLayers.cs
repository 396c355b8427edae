using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>Operations that are not known.</summary>
internal static class OpaqueLayers
{
    /// <summary>A layer that whatever flows into the operation flows through.</summary>
    public static SignalView PassOn(NetworkAssembly network, Operation operation)
    {
        Signal[] inputs =
        [
            .. operation.Views
                .Where(view => view.Source.DependsOnImages)
                .Select(view => network[new View(view.Source)].Signal)
                .Distinct(),
        ];
        string name = operation.DetailsAs<UnknownOperation>().Operation;
        return network.OfSamples(operation.Shape, shape => network.Append(operation, new Opaque(name, shape), inputs));
    }
}

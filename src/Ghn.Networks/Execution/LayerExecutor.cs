using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>How layers of one type run.</summary>
/// <param name="Layer">The type.</param>
/// <param name="Run">Runs such a layer on what it is given.</param>
internal sealed record LayerExecutor(Type Layer, Func<LayerCall, Variable> Run)
{
    /// <summary>How layers of a type run.</summary>
    public static LayerExecutor Of<TLayer>(Func<LayerCall, TLayer, Variable> run)
        where TLayer : Layer => new(typeof(TLayer), call => run(call, (TLayer)call.Node.Layer));
}

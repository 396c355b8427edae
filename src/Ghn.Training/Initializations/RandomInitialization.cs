using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Training.Initializations;

internal sealed class RandomInitialization : Initialization
{
    public override string Name => "rand";

    public override StateDict Create(Network network, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Initialize(seed);
    }
}

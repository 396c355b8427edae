using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Eval;

/// <summary>Where the weights of networks come from.</summary>
internal abstract class WeightsSource : IDisposable
{
    /// <summary>The source in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>The file that the weights of a network come from, or that of the GHN.</summary>
    /// <param name="index">The place of the network among those asked for.</param>
    public abstract string NameOf(int index);

    /// <summary>The weights of a network; the caller's to dispose of.</summary>
    /// <param name="index">The place of the network among those asked for.</param>
    /// <param name="network">The network.</param>
    public abstract StateDict Load(int index, LoadedNetwork network);

    /// <summary>What the user may not expect.</summary>
    public abstract IEnumerable<string> WarningsOf(LoadedNetwork network);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Joins a network with its weights.</summary>
    /// <exception cref="RequestException">They are of another network.</exception>
    public Model Join(int index, Network network, StateDict weights) =>
        WrongWeights.Explaining(NameOf(index), network, weights, () => new Model(network, weights));
}

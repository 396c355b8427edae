using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Weights;
using Ghn.Tensors;

namespace Ghn.Cli.Networks;

/// <summary>What to say of weights that are not those of a network.</summary>
internal static class WrongWeights
{
    /// <summary>
    /// Does work with weights; if they are not those of the network, says so, and what helps where they are for another number of classes
    /// and otherwise fit.
    /// </summary>
    /// <param name="path">The file of the weights.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="RequestException">They are not those of the network.</exception>
    public static T Explaining<T>(string? path, Network network, StateDict weights, Func<T> work) => RequestException.Explaining(
        work,
        reason => StateComparison.Of(network, StateNames.Fit(network, weights)).OtherClassCount is int classes
            ? $"{path}: {reason.TrimEnd('.')}. The weights are for {classes} classes: pass --classes {classes}, "
                + "or export the model with as many if it is an ONNX file."
            : $"{path}: {reason}");

    /// <inheritdoc cref="Explaining{T}"/>
    public static void Explaining(string? path, Network network, StateDict weights, Action work) => Explaining(
        path,
        network,
        weights,
        () =>
        {
            work();
            return true;
        });
}

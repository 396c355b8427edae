using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Weights;
using Ghn.Tensors;

namespace Ghn.Cli.Networks;

/// <summary>The error that weights are not those of a network.</summary>
internal static class WrongWeights
{
    /// <summary>Says what is wrong, and what helps where the weights are for another number of classes and otherwise fit.</summary>
    /// <param name="path">The file of the weights.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">What is no state of it.</param>
    /// <param name="error">Why.</param>
    public static RequestException Of(string? path, Network network, StateDict weights, ArgumentException error)
    {
        string problem = $"{path}: {RequestException.WithoutParameterName(error)}";
        return StateComparison.Of(network, StateNames.Fit(network, weights)).OtherClassCount is int classes
            ? new RequestException(
                $"{problem.TrimEnd('.')}. The weights are for {classes} classes: pass --classes {classes}, "
                + "or export the model with as many if it is an ONNX file.")
            : new RequestException(problem);
    }
}

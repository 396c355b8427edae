using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Weights;
using Ghn.Tensors;

namespace Ghn.Cli.Networks;

/// <summary>What to say of weights that come without some of the running statistics of their network.</summary>
internal static class StatisticsCheck
{
    /// <summary>Refuses weights that a network cannot be used with as the saved model was.</summary>
    /// <param name="path">The file of weights.</param>
    /// <param name="network">The network.</param>
    /// <param name="missing">The statistics that are missing.</param>
    /// <param name="alternative">What else can be done, as a sentence.</param>
    /// <exception cref="RequestException">Some are missing.</exception>
    public static void Require(string path, Network network, IReadOnlyList<string> missing, string alternative)
    {
        if (missing.Count > 0)
        {
            throw new RequestException(
                $"{path}: {network.Name} needs running statistics that are missing: {StateComparison.List(missing)}. "
                + $"Save the whole model.state_dict(){alternative}.");
        }
    }

    /// <summary>Warns of statistics that start anew.</summary>
    public static void Warn(Terminal terminal, string path, Network network, StateDict weights)
    {
        IReadOnlyList<string> missing = StateComparison.Of(network, StateNames.Fit(network, weights)).MissingStatistics;
        if (missing.Count > 0)
        {
            terminal.Warn(
                $"{path}: running statistics of {network.Name} are missing, and start with means of 0 and variances of 1: "
                    + $"{StateComparison.List(missing)}.");
        }
    }
}

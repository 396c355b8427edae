using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary>Which statistics the batch normalisation of a network goes by.</summary>
/// <param name="Statistics">One of the choices; null where a network has no batch normalisation.</param>
/// <param name="AreGathered">Whether the weights come with statistics of images.</param>
/// <param name="Batches">From how many training batches statistics are re-estimated.</param>
internal sealed record BatchNormChoice(string? Statistics, bool AreGathered, int Batches)
{
    public const string Batch = "batch";
    public const string Running = "running";
    public const string Reestimated = "reestimated";

    /// <summary>Whether each batch's own statistics are used.</summary>
    public bool UsesBatchStatistics => Statistics is null or Batch;

    /// <summary>What the user may not expect.</summary>
    public IEnumerable<string> Warnings(Network network)
    {
        if (Statistics == Running && !AreGathered)
        {
            yield return $"the weights of {network.Name} come without statistics of images, so that --bn {Running} normalises nothing. "
                + $"Use --bn {Batch} or --bn {Reestimated}.";
        }
    }

    /// <summary>Re-estimates the statistics of a model if that was asked for.</summary>
    /// <param name="terminal">Where the progress is shown.</param>
    /// <param name="model">The model.</param>
    /// <param name="training">Opens batches of training images.</param>
    public void Prepare(Terminal terminal, Model model, Func<IBatchSource> training)
    {
        if (Statistics != Reestimated)
        {
            return;
        }

        IBatchSource batches = training();
        terminal.Track($"Gathering statistics for {model.Network.Name}", Math.Min(Batches, batches.BatchCount), "batches", tracker =>
            BatchNormStatistics.Reestimate(model, batches, Batches, () => tracker.Advance(), terminal.Interruption));
    }
}

using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary>The options that say which statistics batch normalisation goes by.</summary>
internal sealed class BatchNormOptions
{
    private const int DefaultBatches = 100;

    private readonly Option<string?> _statistics = ChoiceOption.Create(
        "--bn",
        "The statistics that batch normalisation goes by: each batch's own, those stored with the weights, or new ones from training "
            + "images.",
        BatchNormChoice.Batch,
        BatchNormChoice.Running,
        BatchNormChoice.Reestimated);

    private readonly Option<int?> _batches = NumberOption.Create(
        "--bn-batches", $"From how many training batches statistics are re-estimated ({DefaultBatches} unless given).", 1, int.MaxValue);

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_statistics, _batches];

    /// <summary>Refuses anything but the papers' protocol.</summary>
    /// <exception cref="RequestException">Something else is asked for.</exception>
    public void RequirePaperProtocol(ParseResult request)
    {
        if (request.GetValue(_statistics) is not (null or BatchNormChoice.Batch) || request.GetValue(_batches) is not null)
        {
            throw new RequestException(
                $"splits are evaluated by the statistics of each batch, as in the papers: leave out all but --bn {BatchNormChoice.Batch}.");
        }
    }

    /// <summary>
    /// What was asked for. Unless anything was, weights that come with statistics of images use them, and others go by the batch.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="network">Their network.</param>
    /// <exception cref="RequestException">The options contradict each other.</exception>
    public BatchNormChoice Choose(ParseResult request, StateDict weights, Network network)
    {
        bool areGathered = BatchNormStatistics.AreGatheredIn(weights);
        string statistics = request.GetValue(_statistics) ?? (areGathered ? BatchNormChoice.Running : BatchNormChoice.Batch);
        int? batches = request.GetValue(_batches);
        return batches is null || statistics == BatchNormChoice.Reestimated
            ? new BatchNormChoice(BatchNormStatistics.AreIn(network) ? statistics : null, areGathered, batches ?? DefaultBatches)
            : throw new RequestException("--bn-batches needs --bn reestimated.");
    }
}

using System.Text;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Distribution;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// An evaluation of many networks with a folder: each score is kept as soon as it is there, and none that is kept is found again. However
/// often it is interrupted, the scores are those of an evaluation that never was. Networks and methods may be added later. Of several
/// processes, the first has the folder, and tells the others what is in it.
/// </summary>
public sealed class SplitRun
{
    /// <summary>The name of the table of scores, in the order in which they came.</summary>
    public const string TableName = "networks.csv";

    private readonly RunDirectory? _directory;
    private readonly SplitEvaluator _evaluator;
    private readonly TaskRun<(EvaluatedArchitecture Member, SplitMethod Method), (string Split, int? Index, string Method), SplitScore>
        _tasks;

    private long _tableLength;

    /// <summary>Prepares an evaluation, or takes it up where it was interrupted.</summary>
    /// <param name="directory">
    /// Its folder, which holds scores on the same images, with the same seed; null if scores are not to be kept, and in all processes but
    /// the first.
    /// </param>
    /// <param name="evaluator">What evaluates, alone or in several processes, each of which prepares the same.</param>
    /// <param name="members">The networks.</param>
    /// <param name="methods">How they come by their weights: first all networks by the first method, then by the next.</param>
    /// <exception cref="ArgumentException">
    /// A network or a method is there twice, or the folder's table has another network, or a training by another recipe, by the same name.
    /// </exception>
    /// <exception cref="InvalidFileException">The folder's table is damaged.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost.</exception>
    public SplitRun(
        RunDirectory? directory, SplitEvaluator evaluator, IReadOnlyList<EvaluatedArchitecture> members, IReadOnlyList<SplitMethod> methods)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(methods);
        (_directory, _evaluator) = (directory, evaluator);
        ICommunicator processes = evaluator.Processes;
        (IReadOnlyList<SplitScore> scores, _tableLength) =
            processes.RunCollectively(() => directory is null ? ([], 0) : SplitTable.Read(directory.PathOf(TableName)));
        string rows = processes.Broadcast(string.Concat(scores.Select(SplitTable.Row)));
        _tasks = new TaskRun<(EvaluatedArchitecture, SplitMethod), (string, int?, string), SplitScore>(
            [.. from method in methods from member in members select (member, method)],
            KeyOf,
            task => $"{PrintableText.OfName(task.Item1.Name)} is to be evaluated twice with {CommaSeparated.Shown(task.Item2.Name)}.",
            SplitTable.Scores(rows).Select(score => (KeyOf(score), score)));
        RequireSameNetworks();
        processes.RunCollectively(() =>
        {
            if (directory is not null)
            {
                SplitTrainings.RequireSame(directory, methods, name => _tasks.Kept.Keys.Any(key => key.Method == name));
            }
        });
    }

    /// <summary>The scores of an earlier run that belong to this one.</summary>
    public IReadOnlyList<SplitScore> Kept => [.. _tasks.Done.Select(done => Named(done.Task, done.Result))];

    /// <summary>Evaluates what is not evaluated yet.</summary>
    /// <param name="finished">Told of each score that is found, one at a time, from any thread.</param>
    /// <param name="cancellation">Ends the work before the next batch; the scores so far are kept.</param>
    /// <returns>All scores, by the first method, then by the next, each in the order of the networks.</returns>
    /// <exception cref="ArgumentException">A network cannot be written, does not take such images, or has fewer classes.</exception>
    /// <exception cref="IOException">The table cannot be written.</exception>
    /// <exception cref="ProcessFailedException">Another process has failed, or was lost; the scores so far are kept.</exception>
    /// <exception cref="OperationCanceledException">The work was to end.</exception>
    public IReadOnlyList<SplitScore> Run(Action<SplitScore>? finished = null, CancellationToken cancellation = default)
    {
        using LogFile? table = _evaluator.Processes.RunCollectively(OpenTable);
        _evaluator.Evaluate(
            _tasks.Left,
            score => _tasks.Keep(KeyOf(score), score, () =>
            {
                table?.Append(Encoding.UTF8.GetBytes(SplitTable.Row(score)));
                table?.Flush();
                _tableLength = table?.Length ?? 0;
                finished?.Invoke(score);
            }),
            cancellation);
        return Kept;
    }

    /// <summary>What an earlier version called by the same name may have been another network.</summary>
    private void RequireSameNetworks()
    {
        foreach (((EvaluatedArchitecture member, _), SplitScore score) in _tasks.Done)
        {
            if (member.CountParameters?.Invoke() is { } count && count != score.ParameterCount)
            {
                throw new InvalidRequestException(
                    $"{PrintableText.OfName(member.Name)} has {count} parameters, "
                    + $"but {score.ParameterCount} in the {TableName} of the folder: another version of ghn drew it. "
                    + "Choose another folder, or delete that one.");
            }
        }
    }

    private LogFile? OpenTable()
    {
        if (_directory is null)
        {
            return null;
        }

        var table = new LogFile(_directory.PathOf(TableName), _tableLength);
        if (table.Length == 0)
        {
            table.Append(Encoding.UTF8.GetBytes(SplitTable.Heading));
        }

        return table;
    }

    /// <summary>The score of a network, under the names that it has here: the table shows what of them can be shown.</summary>
    private static SplitScore Named((EvaluatedArchitecture Member, SplitMethod Method) task, SplitScore score) =>
        score with { Split = task.Member.Split, Method = task.Method.Name };

    private static (string Split, int? Index, string Method) KeyOf((EvaluatedArchitecture Member, SplitMethod Method) task) =>
        KeyOf(task.Member.Split, task.Member.Index, task.Method.Name);

    private static (string Split, int? Index, string Method) KeyOf(SplitScore score) => KeyOf(score.Split, score.Index, score.Method);

    private static (string Split, int? Index, string Method) KeyOf(string split, int? index, string method) =>
        (CommaSeparated.Shown(split), index, CommaSeparated.Shown(method));
}

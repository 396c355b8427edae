using Ghn.Tensors;

namespace Ghn.Training.Engine;

/// <summary>
/// Work on many things with a folder, such as an evaluation of many networks: what comes of each is kept as soon as it is there, and what
/// is kept is not done again. However often it is interrupted, the results are those of work that never was. Tasks may be added later.
/// </summary>
/// <typeparam name="TTask">What is to be done.</typeparam>
/// <typeparam name="TKey">What a task is known by in the folder.</typeparam>
/// <typeparam name="TResult">What comes of a task.</typeparam>
public sealed class TaskRun<TTask, TKey, TResult>
    where TKey : notnull
{
    private readonly IReadOnlyList<TTask> _tasks;
    private readonly Func<TTask, TKey> _keyOf;
    private readonly Dictionary<TKey, TResult> _kept = [];
    private readonly Lock _lock = new();

    /// <summary>Prepares work, or takes it up where it was interrupted.</summary>
    /// <param name="tasks">What is to be done in all.</param>
    /// <param name="keyOf">What a task is known by.</param>
    /// <param name="twice">Complains of a task that is there twice.</param>
    /// <param name="kept">What the folder has; of other tasks, too.</param>
    /// <exception cref="InvalidRequestException">A task is there twice.</exception>
    public TaskRun(
        IReadOnlyList<TTask> tasks, Func<TTask, TKey> keyOf, Func<TTask, string> twice, IEnumerable<(TKey Key, TResult Result)> kept)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(twice);
        ArgumentNullException.ThrowIfNull(kept);
        (_tasks, _keyOf) = (tasks, keyOf);
        if (tasks.GroupBy(keyOf).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new InvalidRequestException(twice(repeated.First()));
        }

        foreach ((TKey key, TResult result) in kept)
        {
            _kept[key] = result;
        }
    }

    /// <summary>All that the folder has, in the order in which it came.</summary>
    public IReadOnlyDictionary<TKey, TResult> Kept => _kept;

    /// <summary>The tasks that are done, in their order.</summary>
    public IReadOnlyList<(TTask Task, TResult Result)> Done =>
        [.. _tasks.Where(task => _kept.ContainsKey(_keyOf(task))).Select(task => (task, _kept[_keyOf(task)]))];

    /// <summary>The tasks that are left, in their order.</summary>
    public IReadOnlyList<TTask> Left => [.. _tasks.Where(task => !_kept.ContainsKey(_keyOf(task)))];

    /// <summary>Keeps what came of a task; one at a time, from any thread.</summary>
    /// <param name="key">What the task is known by.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="write">Writes it into the folder, if there is one.</param>
    /// <exception cref="IOException">It cannot be written, and the task is left.</exception>
    public void Keep(TKey key, TResult result, Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        lock (_lock)
        {
            write();
            _kept[key] = result;
        }
    }
}

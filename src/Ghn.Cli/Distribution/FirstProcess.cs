using Ghn.Training.Distribution;

namespace Ghn.Cli.Distribution;

/// <summary>Work that only the first of several processes does, such as writing files.</summary>
internal static class FirstProcess
{
    /// <summary>Does such work; a failure of it is one of all processes.</summary>
    /// <param name="processes">The processes, each of which calls this.</param>
    /// <param name="work">The work.</param>
    /// <returns>What the work comes to; null in the other processes.</returns>
    /// <exception cref="ProcessFailedException">It failed in the first process, or a process was lost.</exception>
    public static T? OnFirst<T>(this ICommunicator processes, Func<T?> work)
        where T : class => processes.RunCollectively(() => processes.Rank == 0 ? work() : null);

    /// <inheritdoc cref="OnFirst{T}"/>
    public static void OnFirst(this ICommunicator processes, Action work) => processes.RunCollectively(() =>
    {
        if (processes.Rank == 0)
        {
            work();
        }
    });
}

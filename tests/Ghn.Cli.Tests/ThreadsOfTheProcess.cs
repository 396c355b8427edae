using Ghn.Tensors.Threading;

namespace Ghn.Cli.Tests;

/// <summary>
/// A command with <c>--threads</c> sets the number of threads of the whole process: nothing else runs beside tests that call one there.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ThreadsOfTheProcess : ICollectionFixture<ThreadsOfTheProcess>, IDisposable
{
    public const string Name = "Threads of the process";

    private readonly int _count = WorkerPool.ThreadCount;

    public void Dispose() => WorkerPool.ThreadCount = _count;
}

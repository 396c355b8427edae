using System.CommandLine;
using Ghn.Tensors.Threading;
using Ghn.Training.Distribution;

namespace Ghn.Cli.Options;

/// <summary>The option that says how many threads work.</summary>
internal sealed class ThreadsOption
{
    private readonly Option<int?> _count = NumberOption.Create(
        "--threads", "How many threads work; as many as there are processors unless given.", min: 1, max: 1024);

    /// <summary>The option as a command declares it.</summary>
    public Option Declaration => _count;

    /// <summary>Lets the process work with as many threads as were asked for.</summary>
    public void Apply(ParseResult request)
    {
        if (request.GetValue(_count) is int count)
        {
            WorkerPool.ThreadCount = count;
        }
        else if (Mpirun.LocalProcessCount > 1)
        {
            WorkerPool.ThreadCount = Math.Max(1, Environment.ProcessorCount / Mpirun.LocalProcessCount);
        }
    }
}

using System.CommandLine;
using Ghn.Tensors.Threading;
using Ghn.Training.Distribution;

namespace Ghn.Cli.Options;

/// <summary>The option that says how many threads work. It applies before a command that declares it begins.</summary>
internal sealed class ThreadsOption : Option<int?>
{
    private const int Max = 1024;

    /// <summary>Describes the option.</summary>
    public ThreadsOption()
        : base("--threads") =>
        NumberOption.Describe(this, "How many threads work; as many as there are processors unless given.", 1, Max);

    /// <summary>Lets the process work with as many threads as were asked for.</summary>
    public void Apply(ParseResult request)
    {
        if (request.GetValue(this) is int count)
        {
            WorkerPool.ThreadCount = count;
        }
        else if (Mpirun.LocalProcessCount > 1)
        {
            WorkerPool.ThreadCount = Math.Max(1, Environment.ProcessorCount / Mpirun.LocalProcessCount);
        }
    }
}

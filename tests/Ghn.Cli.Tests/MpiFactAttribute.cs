using System.Runtime.CompilerServices;

namespace Ghn.Cli.Tests;

/// <summary>A test that starts several processes by OpenMPI's mpirun, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = File.Exists(ProcessGroup.Mpirun) ? null : $"{ProcessGroup.Mpirun} is not there: install openmpi-bin "
            + "and libopenmpi3.";
}

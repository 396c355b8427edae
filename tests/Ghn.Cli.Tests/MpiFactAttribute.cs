namespace Ghn.Cli.Tests;

/// <summary>A test that starts several processes by OpenMPI's mpirun, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute() =>
        Skip = File.Exists(ProcessGroup.Mpirun) ? null : $"{ProcessGroup.Mpirun} is not there: install openmpi-bin and libopenmpi3.";
}

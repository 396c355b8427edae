using System.Globalization;

namespace Ghn.Training.Distribution;

/// <summary>What OpenMPI's <c>mpirun</c> tells the processes that it starts; a process on its own is told nothing.</summary>
public static class Mpirun
{
    /// <summary>How many processes it has started.</summary>
    public static int ProcessCount => Read("OMPI_COMM_WORLD_SIZE", otherwise: 1);

    /// <summary>This process's number, from 0.</summary>
    public static int Rank => Read("OMPI_COMM_WORLD_RANK", otherwise: 0);

    /// <summary>How many of the processes run on this machine.</summary>
    public static int LocalProcessCount => Read("OMPI_COMM_WORLD_LOCAL_SIZE", otherwise: 1);

    /// <summary>Joins the other processes, once in a process's life. MPI is loaded only where there are others.</summary>
    /// <exception cref="NotSupportedException">OpenMPI's library is not installed.</exception>
    /// <exception cref="ProcessFailedException">The processes do not find each other.</exception>
    public static ICommunicator Join() => ProcessCount > 1 ? new OpenMpiCommunicator() : SingleProcess.Instance;

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}

using System.Runtime.InteropServices;
using System.Text;

namespace Ghn.Training.Distribution;

/// <summary>
/// The functions of OpenMPI that training needs, and where to find the library. What C programs name by macros (communicators, types,
/// operations) are the addresses of variables that the library exports.
/// </summary>
internal sealed unsafe class OpenMpi
{
    /// <summary>Calls come from several threads, one at a time.</summary>
    private const int SerializedThreads = 2;

    private const int MaxMessageLength = 256;

    /// <summary>In place of a source: the values to be summed lie where the sums go.</summary>
    private static readonly void* InPlace = (void*)1;

    /// <summary>The library's names on Linux and on macOS; versions 2 to 5 share them.</summary>
    private static readonly string[] FileNames = ["libmpi.so.40", "libmpi.40.dylib"];

    private readonly nint _library;
    private readonly nint _world;
    private readonly nint _sum;
    private readonly nint _byte;
    private readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, int> _allReduce;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;

    /// <summary>Loads the library and joins the processes that mpirun has started together.</summary>
    /// <exception cref="NotSupportedException">The library is not there, or is not OpenMPI's.</exception>
    /// <exception cref="ProcessFailedException">The processes do not find each other.</exception>
    public OpenMpi()
    {
        _library = Load();
        _world = Export("ompi_mpi_comm_world");
        _sum = Export("ompi_mpi_op_sum");
        _byte = Export("ompi_mpi_byte");
        Float = Export("ompi_mpi_float");
        Double = Export("ompi_mpi_double");
        _allReduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)Export("MPI_Allreduce");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");

        int threads;
        var initialize = (delegate* unmanaged<int*, byte***, int, int*, int>)Export("MPI_Init_thread");
        Require(initialize(null, null, SerializedThreads, &threads));
        var setErrorHandler = (delegate* unmanaged<nint, nint, int>)Export("MPI_Comm_set_errhandler");
        Require(setErrorHandler(_world, Export("ompi_mpi_errors_return")));
    }

    /// <summary>The type of single-precision numbers.</summary>
    public nint Float { get; }

    /// <summary>The type of double-precision numbers.</summary>
    public nint Double { get; }

    /// <summary>This process's number, from 0.</summary>
    public int Rank => Ask("MPI_Comm_rank");

    /// <summary>How many processes there are.</summary>
    public int Size => Ask("MPI_Comm_size");

    /// <summary>Replaces numbers by their sums over all processes.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="type"><see cref="Float"/> or <see cref="Double"/>.</param>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void AllReduceSum(void* values, int count, nint type) => Require(_allReduce(InPlace, values, count, type, _sum, _world));

    /// <summary>Replaces bytes by those of one process.</summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void Broadcast(void* bytes, int count, int root) => Require(_broadcast(bytes, count, _byte, root, _world));

    /// <summary>Waits until every process has come to this point.</summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void WaitForAll() => Require(((delegate* unmanaged<nint, int>)Export("MPI_Barrier"))(_world));

    /// <summary>Leaves the other processes in good order.</summary>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public void Leave() => Require(((delegate* unmanaged<int>)Export("MPI_Finalize"))());

    private static nint Load()
    {
        foreach (string name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        throw new NotSupportedException(
            $"mpirun has started this process with others, but OpenMPI's library was not found ({string.Join(", ", FileNames)}). "
            + "Install it on every host: apt install openmpi-bin libopenmpi3 (Debian, Ubuntu), dnf install openmpi (Fedora) or brew "
                + "install open-mpi.");
    }

    private nint Export(string name) => NativeLibrary.TryGetExport(_library, name, out nint address)
        ? address
        : throw new NotSupportedException($"The library {FileNames[0]} has no {name}: it is of another MPI than OpenMPI.");

    private int Ask(string question)
    {
        int answer;
        Require(((delegate* unmanaged<nint, int*, int>)Export(question))(_world, &answer));
        return answer;
    }

    private void Require(int code)
    {
        if (code == 0)
        {
            return;
        }

        byte* text = stackalloc byte[MaxMessageLength];
        int length;
        ((delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string"))(code, text, &length);
        throw new ProcessFailedException($"the processes have lost each other: {Encoding.UTF8.GetString(text, length)}.");
    }
}

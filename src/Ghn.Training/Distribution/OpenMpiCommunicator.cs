namespace Ghn.Training.Distribution;

/// <summary>The processes of an <c>mpirun</c>, on one machine or on several, joined by OpenMPI.</summary>
internal sealed unsafe class OpenMpiCommunicator : ICommunicator
{
    /// <summary>OpenMPI counts in 32 bits: longer copies are made in pieces of so many bytes.</summary>
    private const long PieceLength = 1 << 30;

    private readonly OpenMpi _mpi = new();

    public OpenMpiCommunicator()
    {
        Rank = _mpi.Rank;
        Size = _mpi.Size;
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public void AllReduceSum(Span<float> values)
    {
        fixed (float* first = values)
        {
            _mpi.AllReduceSum(first, values.Length, _mpi.Float);
        }
    }

    /// <inheritdoc/>
    public void AllReduceSum(Span<double> values)
    {
        fixed (double* first = values)
        {
            _mpi.AllReduceSum(first, values.Length, _mpi.Double);
        }
    }

    /// <inheritdoc/>
    public void Broadcast<T>(Span<T> values, int root = 0)
        where T : unmanaged
    {
        fixed (T* first = values)
        {
            long length = (long)values.Length * sizeof(T);
            for (long start = 0; start < length; start += PieceLength)
            {
                _mpi.Broadcast((byte*)first + start, (int)Math.Min(PieceLength, length - start), root);
            }
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        _mpi.WaitForAll();
        _mpi.Leave();
    }
}

namespace Ghn.Tensors.Autograd;

/// <summary>
/// A tensor that several holders share, so that values and gradients pass through reshapes and sums without being
/// copied. Its memory returns to the pool when the last of them lets go. Not safe for several threads.
/// </summary>
public sealed class SharedTensor
{
    private readonly Tensor _tensor;
    private readonly Holders _holders;

    /// <summary>Begins to share a tensor; the caller is its first holder.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="isOwned">Whether its memory returns to the pool when the last holder lets go.</param>
    public SharedTensor(Tensor tensor, bool isOwned = true)
        : this(tensor, new Holders { Count = 1, IsOwned = isOwned })
    {
    }

    private SharedTensor(Tensor tensor, Holders holders) => (_tensor, _holders) = (tensor, holders);

    /// <summary>The tensor.</summary>
    /// <exception cref="ObjectDisposedException">All holders have let go.</exception>
    public Tensor Tensor
    {
        get
        {
            ObjectDisposedException.ThrowIf(_holders.Count == 0, this);
            return _tensor;
        }
    }

    /// <summary>Whether nobody else sees a change of the elements.</summary>
    public bool IsExclusive => _holders is { Count: 1, IsOwned: true };

    /// <summary>A further hold of the same elements, seen under another shape if one is given.</summary>
    public SharedTensor Share(Shape? shape = null)
    {
        Tensor view = shape is null ? Tensor : Tensor.Reshape(shape);
        _holders.Count++;
        return new SharedTensor(view, _holders);
    }

    /// <summary>
    /// A hold of a tensor of the same shape to write a result to: this one, if nobody else would see the change, else a new one.
    /// </summary>
    public SharedTensor OutputBuffer() => IsExclusive ? Share() : new SharedTensor(Tensor.Allocate(_tensor.Shape));

    /// <summary>Lets go. Each hold is let go once.</summary>
    public void Release()
    {
        if (--_holders.Count == 0 && _holders.IsOwned)
        {
            _tensor.Dispose();
        }
    }

    private sealed class Holders
    {
        public int Count { get; set; }

        public bool IsOwned { get; init; }
    }
}

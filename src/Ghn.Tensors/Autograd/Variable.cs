using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>
/// A value on a <see cref="Ghn.Tensors.Autograd.Tape"/>: an input, a parameter, or what an operation has made of others.
/// Disposing it says that its holder needs the value no more: the memory returns to the pool as soon as
/// no operation keeps it for its backward pass.
/// </summary>
public sealed class Variable : IDisposable
{
    private readonly SharedTensor _value;
    private SharedTensor? _gradient;
    private bool _isReleased;
    private bool _isDonated;

    internal Variable(Tape tape, SharedTensor value, bool needsGradient)
    {
        Tape = tape;
        _value = value;
        Shape = value.Tensor.Shape;
        NeedsGradient = needsGradient;
    }

    /// <summary>The tape that operations on this variable are recorded on.</summary>
    public Tape Tape { get; }

    /// <summary>The shape of the value.</summary>
    public Shape Shape { get; }

    /// <summary>Whether backward passes compute the loss's gradient with respect to this variable.</summary>
    public bool NeedsGradient { get; }

    /// <summary>The value; operations never change it, unless it is donated.</summary>
    /// <exception cref="ObjectDisposedException">The value has been released.</exception>
    public Tensor Value => _value.Tensor;

    /// <summary>What backward passes have found so far; null if nothing. Only leaves keep it: inputs and parameters.</summary>
    public Tensor? Gradient => _gradient?.Tensor;

    /// <summary>Hands the gradient over to the caller and forgets it; null if there is none.</summary>
    public Tensor? TakeGradient()
    {
        if (_gradient is not { } gradient)
        {
            return null;
        }

        _gradient = null;
        if (gradient.IsExclusive)
        {
            return gradient.Tensor;
        }

        Tensor copy = Tensor.From<float>(gradient.Tensor.Values, Shape);
        gradient.Release();
        return copy;
    }

    /// <summary>Adds to the gradient; for the backward passes of operations.</summary>
    /// <param name="gradient">A tensor of this variable's shape, which the variable takes over.</param>
    public void AddGradient(Tensor gradient) => AddGradient(new SharedTensor(gradient));

    /// <summary>Adds to the gradient; for the backward passes of operations.</summary>
    /// <param name="gradient">A hold of a tensor of this variable's number of elements, which the variable takes over.</param>
    public void AddGradient(SharedTensor gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (!NeedsGradient)
        {
            gradient.Release();
            return;
        }

        _gradient = _gradient is { } sum ? Add(sum, gradient) : gradient;
    }

    /// <summary>
    /// The gradient found so far, zeros if nothing, as a tensor to add to in place: for the backward passes of operations that reach
    /// only a part of this variable, such as some rows of a large table.
    /// </summary>
    /// <exception cref="InvalidOperationException">The variable needs no gradient.</exception>
    public Tensor GradientToAddTo()
    {
        if (!NeedsGradient)
        {
            throw new InvalidOperationException($"{this} needs no gradient.");
        }

        if (_gradient is not { IsExclusive: true })
        {
            Tensor? soFar = TakeGradient();
            _gradient = new SharedTensor(soFar ?? Tensor.Zeros(Shape));
        }

        return _gradient.Tensor;
    }

    /// <summary>Says that the holder needs the value no more.</summary>
    public void Dispose()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            _value.Release();
        }
    }

    /// <summary>Says that the next operation is the last to read the value: its result may take the value's place.</summary>
    public void Donate() => _isDonated = true;

    /// <inheritdoc/>
    public override string ToString() => $"Variable {Shape}";

    /// <summary>A further hold of the value, seen under another shape if one is given.</summary>
    internal SharedTensor ShareValue(Shape? shape = null) => _value.Share(shape);

    /// <summary>
    /// A hold of a tensor of this shape for the result of an operation that does not keep the value: the value's own, where the
    /// variable is donated and nobody else holds it, else a new one.
    /// </summary>
    internal SharedTensor OutputBuffer() => _isDonated ? _value.OutputBuffer() : new SharedTensor(Tensor.Allocate(Shape));

    /// <summary>Hands over the hold of the gradient and forgets it.</summary>
    internal SharedTensor? TakeSharedGradient()
    {
        SharedTensor? gradient = _gradient;
        _gradient = null;
        return gradient;
    }

    private static SharedTensor Add(SharedTensor first, SharedTensor second)
    {
        SharedTensor target = first.IsExclusive ? first
            : second.IsExclusive ? second
            : new SharedTensor(Tensor.Allocate(first.Tensor.Shape));
        (Tensor a, Tensor b, Tensor sum) = (first.Tensor, second.Tensor, target.Tensor);
        ParallelRange.For(a.ElementCount, (start, length) => TensorPrimitives.Add(
            a.ValuesAt(start, length), b.ValuesAt(start, length), sum.ValuesAt(start, length)));
        if (target != first)
        {
            first.Release();
        }

        if (target != second)
        {
            second.Release();
        }

        return target;
    }
}

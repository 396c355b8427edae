namespace Ghn.Tensors.Threading;

/// <summary>
/// The state of a kernel, one object for each thread that calls it. The body of a parallel loop has to find its operands somewhere: a
/// closure would be allocated at every call, while a delegate that is made once and reads the fields of this object costs nothing.
/// Whoever starts the loop sets the fields of <see cref="Own"/> before it; the helpers of the loop read them there, and write to memory
/// of their own. The loop of a kernel never calls the same kernel, so that a thread needs no second object.
/// </summary>
/// <typeparam name="TSelf">The kernel.</typeparam>
internal abstract class PerThread<TSelf>
    where TSelf : PerThread<TSelf>, new()
{
    [ThreadStatic]
    private static TSelf? _own;

    /// <summary>This thread's object.</summary>
    protected static TSelf Own => _own ??= new TSelf();
}

using System.Collections.Frozen;

namespace Ghn.Tensors;

/// <summary>What NumPy's own functions do in a pickle: make an empty array and an element type, which get their state afterwards.</summary>
internal static class NumpyPickle
{
    private const string ArrayClass = "numpy.ndarray";

    /// <summary>The functions and classes, by their full names; NumPy 2 has moved one of them.</summary>
    public static FrozenDictionary<string, PickleGlobal> Globals { get; } = new PickleGlobal[]
    {
        new(ArrayClass),
        new("numpy.dtype") { Call = ElementTypeOf },
        new("numpy.core.multiarray._reconstruct") { Call = EmptyArray },
        new("numpy._core.multiarray._reconstruct") { Call = EmptyArray },
    }.ToFrozenDictionary(entry => entry.Name);

    /// <summary><c>_reconstruct(numpy.ndarray, (0,), 'b')</c>.</summary>
    private static NumpyArray EmptyArray(PickleReader reader, object?[] arguments) =>
        arguments is [PickleGlobal { Name: ArrayClass }, ..]
            ? new NumpyArray()
            : throw reader.Invalid("an array's description is not one that NumPy writes");

    /// <summary><c>numpy.dtype('u1', False, True)</c>.</summary>
    private static NumpyElementType ElementTypeOf(PickleReader reader, object?[] arguments) =>
        arguments is [string { Length: < 32 } name, ..]
            ? new NumpyElementType(name)
            : throw reader.Invalid("an element type's description is not one that NumPy writes");
}

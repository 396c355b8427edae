namespace Ghn.Tensors;

/// <summary>What a pickle may contain, which depends on who writes it.</summary>
/// <param name="Globals">Every function and class it may name, by full name.</param>
/// <param name="HasByteStrings">
/// Whether the long strings of Python 2 hold the data of arrays; otherwise, and if they are short, they are texts.
/// </param>
internal sealed record PickleDialect(IReadOnlyDictionary<string, PickleGlobal> Globals, bool HasByteStrings = false)
{
    /// <summary>Files of PyTorch tensors.</summary>
    public static PickleDialect Torch { get; } = new(PickleGlobal.OfTorch);

    /// <summary>Files of NumPy arrays.</summary>
    public static PickleDialect Numpy { get; } = new(NumpyPickle.Globals, HasByteStrings: true);
}

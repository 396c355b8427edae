namespace Ghn.Tensors.Formats.Pickle;

/// <summary>What a pickle may contain, which depends on who writes it.</summary>
/// <param name="Globals">Every function and class it may name, by full name.</param>
internal sealed record PickleDialect(IReadOnlyDictionary<string, PickleGlobal> Globals)
{
    /// <summary>Whether the long strings of Python 2 hold the data of arrays; otherwise, and if they are short, they are texts.</summary>
    public bool HasByteStrings { get; init; }

    /// <summary>Whether values of other classes are passed over, with nothing but their class noted; otherwise they are refused.</summary>
    public bool PassesOver { get; init; }

    /// <summary>Whether classes of TorchScript are objects with attributes: modules.</summary>
    public bool HasScriptedModules { get; init; }
}

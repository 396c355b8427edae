namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// A Python dictionary in the order of insertion; <see cref="PickleKey"/> tells what its keys are.
/// </summary>
/// <param name="isNamespace">Whether this is an object whose attributes arrive later, as one dictionary.</param>
internal sealed class PickleDictionary(bool isNamespace = false)
{
    /// <summary>The entries.</summary>
    public OrderedDictionary<object, object?> Entries { get; } = [];

    /// <summary>Whether this is an object whose attributes arrive later, as one dictionary.</summary>
    public bool IsNamespace => isNamespace;

    /// <summary>The entry called <paramref name="name"/>, or null.</summary>
    public object? this[string name] => Entries.TryGetValue(name, out object? value) ? value : null;
}

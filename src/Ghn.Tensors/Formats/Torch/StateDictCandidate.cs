using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>A dictionary in a checkpoint, which may be the state dict that is sought.</summary>
/// <param name="Path">The keys that lead to it, with dots between them; empty if it is the whole.</param>
/// <param name="Key">The last of them.</param>
/// <param name="Entries">The dictionary.</param>
internal sealed record StateDictCandidate(string Path, string Key, PickleDictionary Entries)
{
    /// <summary>How many tensors it holds.</summary>
    public int TensorCount => Entries.Entries.Values.Count(value => value is ITensorSource);

    /// <summary>Whether a tensor is called as those of modules are: <c>conv1.weight</c>.</summary>
    public bool HasModules =>
        Entries.Entries.Any(
            entry => entry.Value is ITensorSource && entry.Key is string name && name.Contains('.', StringComparison.Ordinal));

    /// <summary>The dictionaries among the entries of dictionaries, each once, wherever else it may be.</summary>
    public static StateDictCandidate[] Among(IEnumerable<StateDictCandidate> parents) =>
    [
        .. from parent in parents.DistinctBy(parent => parent.Entries)
           from entry in parent.Entries.Entries
           where entry.Value is PickleDictionary
           let key = PickleKey.NameOf(entry.Key)
           select new StateDictCandidate(parent.Path.Length == 0 ? key : $"{parent.Path}.{key}", key, (PickleDictionary)entry.Value!),
    ];
}

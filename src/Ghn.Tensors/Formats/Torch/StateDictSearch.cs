using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// Finds the state dict in a checkpoint. It is the whole, an entry of any name, or an entry of an entry. A few keys are
/// preferred, tensors called as those of modules are preferred to others, and where doubt remains, somebody has to name one.
/// </summary>
/// <param name="fileName">The file's name.</param>
/// <param name="root">The checkpoint.</param>
internal sealed class StateDictSearch(string fileName, PickleDictionary root)
{
    private const int MaxListed = 8;

    /// <summary>Where trainers keep the state dict, the likeliest first.</summary>
    private static readonly string[] DefaultKeys = ["state_dict", "model", "model_state_dict"];

    /// <summary>The state dicts that were not taken.</summary>
    public IReadOnlyList<string> Others { get; private set; } = [];

    /// <summary>The state dict.</summary>
    /// <param name="key">The key that was asked for; null if it is to be found.</param>
    /// <exception cref="InvalidFileException">There is none, or there are several that are as likely.</exception>
    /// <exception cref="ArgumentException">There is none under the key.</exception>
    public StateDictCandidate Find(string? key)
    {
        var whole = new StateDictCandidate(string.Empty, string.Empty, root);
        StateDictCandidate[] entries = StateDictCandidate.Among([whole]);
        StateDictCandidate[] nested = StateDictCandidate.Among(entries);
        StateDictCandidate[] near = WithTensors(entries);
        StateDictCandidate[] far = WithTensors(nested);
        if (key is not null)
        {
            StateDictCandidate[] all = [.. near, .. far];
            return entries.Concat(nested).FirstOrDefault(candidate => candidate.Path == key && candidate.TensorCount > 0)
                ?? throw new InvalidRequestException(
                $"{fileName} holds no state dict under {key}. "
                    + $"{(all.Length == 0 ? "It holds none under any key." : $"There are: {List(all)}.")}");
        }

        bool isFurther = !near.Any(candidate => candidate.HasModules) && far.Any(candidate => candidate.HasModules);
        return Usual(near) is { } usual ? Taken(usual, near)
            : whole.HasModules ? Taken(whole, near)
            : !isFurther && Likeliest(near) is { } nearby ? Taken(nearby, near)
            : !isFurther && whole.TensorCount > 0 ? whole
            : Usual(far) is { } usualWithin ? Taken(usualWithin, far)
            : Likeliest(far) is { } within ? Taken(within, far)
            : throw NoTensors();
    }

    private static StateDictCandidate[] WithTensors(IEnumerable<StateDictCandidate> candidates) =>
        [.. candidates.DistinctBy(candidate => candidate.Entries).Where(candidate => candidate.TensorCount > 0)];

    private static StateDictCandidate? Usual(StateDictCandidate[] candidates) =>
        DefaultKeys.Select(key => Array.Find(candidates, candidate => candidate.Key == key)).FirstOrDefault(
            candidate => candidate is not null);

    /// <summary>The only one, or the only one whose tensors are called as those of modules are; null if there is none.</summary>
    private StateDictCandidate? Likeliest(StateDictCandidate[] candidates)
    {
        StateDictCandidate[] ofModules = Array.FindAll(candidates, candidate => candidate.HasModules);
        StateDictCandidate[] likeliest = ofModules.Length > 0 ? ofModules : candidates;
        return likeliest.Length <= 1
            ? likeliest.FirstOrDefault()
            : throw new InvalidFileException(
                fileName, "as a whole", $"it holds several state dicts: {List(likeliest)}", "Name the one to read: --key NAME.");
    }

    private StateDictCandidate Taken(StateDictCandidate taken, StateDictCandidate[] candidates)
    {
        Others = [.. candidates.Where(candidate => candidate.HasModules && candidate != taken).Select(candidate => candidate.Path)];
        return taken;
    }

    private static string List(StateDictCandidate[] candidates)
    {
        string more = candidates.Length > MaxListed ? $" and {candidates.Length - MaxListed} more" : string.Empty;
        return string.Join(", ",
            candidates.Take(MaxListed).Select(candidate => $"{candidate.Path} ({candidate.TensorCount} tensors)")) + more;
    }

    private InvalidFileException NoTensors()
    {
        if (root.Entries.Count == 0)
        {
            return TorchContent.NoTensors(fileName, "it holds no entries at all");
        }

        object? unbuilt = root.Entries.Values.FirstOrDefault(value => value is UnbuiltValue);
        return unbuilt is not null
            ? TorchContent.NoTensors(
                fileName,
                $"none of its entries ({Names()}) is a tensor or a state dict; {NameOf(unbuilt)} is {PickleValue.Describe(unbuilt)}")
            : TorchContent.NoTensors(fileName, $"none of its entries ({Names()}) is a tensor or a state dict");
    }

    private string NameOf(object value) => PickleKey.NameOf(root.Entries.First(entry => ReferenceEquals(entry.Value, value)).Key);

    private string Names() => string.Join(", ", root.Entries.Keys.Take(MaxListed).Select(PickleKey.NameOf));
}

using System.Collections.ObjectModel;

namespace Ghn.Tensors;

/// <summary>
/// Makes a <see cref="Checkpoint"/> of an unpickled value: finds the dictionary that is the state dict, and turns the rest
/// into plain .NET values.
/// </summary>
/// <param name="fileName">The file's name.</param>
/// <param name="byteCount">The size of the file, decompressed; what may be copied is in proportion.</param>
internal sealed class TorchContent(string fileName, long byteCount)
{
    /// <summary>Where trainers keep the state dict, the likeliest first.</summary>
    private static readonly string[] StateDictKeys = ["state_dict", "model", "model_state_dict"];

    private readonly PlainValues _plain = new(fileName, byteCount);

    /// <summary>Makes the checkpoint.</summary>
    /// <exception cref="InvalidFileException">There are no tensors, or they are not what they should be.</exception>
    public Checkpoint ToCheckpoint(FileFormat format, object? value)
    {
        var root = value as PickleDictionary;
        if (value is StridedTensor)
        {
            root = new PickleDictionary();
            root.Entries.Add(Checkpoint.LoneTensorName, value);
        }

        if (root is null)
        {
            throw NoTensors($"it holds {PickleValue.Describe(value)}, not a dictionary of tensors");
        }

        PickleDictionary tensors = FindStateDict(root)
            ?? throw NoTensors($"none of its entries ({string.Join(", ", root.Entries.Keys.Take(8))}) is a tensor or a state dict");
        var state = new StateDict();
        var content = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object key, object? entry) in root.Entries)
        {
            if (!ReferenceEquals(entry, tensors) && !(ReferenceEquals(root, tensors) && entry is StridedTensor))
            {
                content[PlainValues.NameOf(key)] = _plain.Of(entry);
            }
        }

        foreach ((object key, object? entry) in tensors.Entries)
        {
            if (entry is StridedTensor tensor)
            {
                state[PlainValues.NameOf(key)] = tensor.ToTensor(PlainValues.NameOf(key), _plain.Copies);
            }
            else if (!ReferenceEquals(root, tensors))
            {
                content[PlainValues.NameOf(key)] = _plain.Of(entry);
            }
        }

        return new Checkpoint(format, state, new ReadOnlyDictionary<string, object?>(content));
    }

    private static PickleDictionary? FindStateDict(PickleDictionary root) =>
        StateDictKeys.Select(key => root[key]).OfType<PickleDictionary>().FirstOrDefault(HasTensors) ?? (HasTensors(root) ? root : null);

    private static bool HasTensors(PickleDictionary dictionary) => dictionary.Entries.Values.Any(value => value is StridedTensor);

    private InvalidFileException NoTensors(string problem) =>
        new(fileName, "as a whole", problem, "Save model.state_dict(), or a dictionary with that under 'state_dict'.");
}

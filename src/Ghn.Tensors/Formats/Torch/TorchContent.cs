using System.Collections.ObjectModel;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// Makes a <see cref="Checkpoint"/> of an unpickled value: finds the dictionary that is the state dict, and turns the rest
/// into plain .NET values.
/// </summary>
/// <param name="fileName">The file's name.</param>
/// <param name="byteCount">The size of the file, decompressed; what may be copied is in proportion.</param>
internal sealed class TorchContent(string fileName, long byteCount)
{
    private readonly OrderedDictionary<string, string> _unread = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, object?> _content = new(StringComparer.Ordinal);

    /// <summary>Makes the checkpoint.</summary>
    /// <param name="format">How the file is written.</param>
    /// <param name="value">What the pickle holds.</param>
    /// <param name="key">Where the state dict is; null if it is to be found.</param>
    /// <exception cref="InvalidFileException">There are no tensors, or they are not what they should be.</exception>
    /// <exception cref="ArgumentException">There is no state dict under the key.</exception>
    public Checkpoint ToCheckpoint(FileFormat format, object? value, string? key)
    {
        PickleDictionary root = format == FileFormat.TorchScript ? new ScriptedModule(fileName).ToStateDict(value) : RootOf(value);
        var search = new StateDictSearch(fileName, root);
        StateDictCandidate found = search.Find(key);
        var tensors = new StateDict();
        bool isWhole = ReferenceEquals(found.Entries, root);
        var plain = new PlainValues(fileName, byteCount) { Except = found.Entries };
        foreach ((object name, object? entry) in root.Entries)
        {
            if (!ReferenceEquals(entry, found.Entries) && !(isWhole && entry is ITensorSource))
            {
                _content[PickleKey.NameOf(name)] = plain.Of(entry);
            }
        }

        foreach ((object name, object? entry) in found.Entries.Entries)
        {
            if (entry is ITensorSource tensor)
            {
                Add(tensors, PickleKey.NameOf(name), tensor, plain.Copies);
            }
            else if (!isWhole)
            {
                _content[PickleKey.NameOf(name)] = plain.Of(entry);
            }
        }

        return tensors.Count > 0
            ? new Checkpoint(format, tensors, new ReadOnlyDictionary<string, object?>(_content))
            {
                Unread = _unread,
                OtherStateDicts = search.Others
            }
            : throw new InvalidFileException(
                fileName, $"tensor {_unread.First().Key}", _unread.First().Value, "The file holds no tensor that can be read.");
    }

    /// <summary>An exception that says what to save instead.</summary>
    public static InvalidFileException NoTensors(string fileName, string problem) =>
        new(fileName, "as a whole", problem, "Save model.state_dict(), or a dictionary with that under 'state_dict'.");

    /// <summary>A lone tensor counts as a dictionary of one.</summary>
    private PickleDictionary RootOf(object? value)
    {
        if (value is ITensorSource)
        {
            var root = new PickleDictionary();
            root.Entries.Add(Checkpoint.SingleTensorName, value);
            return root;
        }

        return value as PickleDictionary
            ?? throw NoTensors(fileName, $"it holds {PickleValue.Describe(value)}, not a dictionary of tensors");
    }

    private void Add(StateDict tensors, string name, ITensorSource tensor, Budget copies)
    {
        if (tensor.Obstacle is { } obstacle)
        {
            _unread[name] = obstacle;
        }
        else
        {
            tensors[name] = tensor.ToTensor(name, copies);
        }
    }
}

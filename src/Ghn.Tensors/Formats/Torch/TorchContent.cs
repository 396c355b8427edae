using System.Collections.ObjectModel;
using System.Numerics;

namespace Ghn.Tensors;

/// <summary>
/// Makes a <see cref="Checkpoint"/> of an unpickled value: finds the dictionary that is the state dict, and turns the rest
/// into plain .NET values.
/// </summary>
/// <param name="fileName">The file's name.</param>
/// <param name="byteCount">The size of the file, decompressed; what may be copied is in proportion.</param>
internal sealed class TorchContent(string fileName, long byteCount)
{
    private const int DeepestNesting = 64;
    private const long MostValues = 1 << 20;

    /// <summary>Where trainers keep the state dict, the likeliest first.</summary>
    private static readonly string[] StateDictKeys = ["state_dict", "model", "model_state_dict"];

    private readonly Allowance _copies = new(fileName, "bytes of rearranged tensors", (2 * byteCount) + (1 << 20));
    private readonly Allowance _values = new(fileName, "values besides the tensors", MostValues);

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
                content[NameOf(key)] = ToPlain(entry, depth: 0);
            }
        }

        foreach ((object key, object? entry) in tensors.Entries)
        {
            if (entry is StridedTensor tensor)
            {
                state[NameOf(key)] = tensor.ToTensor(NameOf(key), _copies);
            }
            else if (!ReferenceEquals(root, tensors))
            {
                content[NameOf(key)] = ToPlain(entry, depth: 0);
            }
        }

        return new Checkpoint(format, state, new ReadOnlyDictionary<string, object?>(content));
    }

    private static PickleDictionary? FindStateDict(PickleDictionary root) =>
        StateDictKeys.Select(key => root[key]).OfType<PickleDictionary>().FirstOrDefault(HasTensors) ?? (HasTensors(root) ? root : null);

    private static bool HasTensors(PickleDictionary dictionary) => dictionary.Entries.Values.Any(value => value is StridedTensor);

    /// <summary>Shared and cyclic structures count each time they are reached, so neither can outgrow the limits.</summary>
    private object? ToPlain(object? value, int depth)
    {
        _values.Spend(1);
        if (depth > DeepestNesting)
        {
            throw new InvalidFileException(fileName, "as a whole", $"its values nest more than {DeepestNesting} deep");
        }

        return value switch
        {
            object?[] tuple => ToPlain(tuple, depth),
            List<object?> list => ToPlain(list, depth),
            PickleDictionary dictionary => ToPlain(dictionary, depth),
            StridedTensor tensor => tensor.ToTensor("outside the state dict", _copies),
            StorageBytes storage => new StridedTensor(storage, 0, [storage.ElementCount], [1]).ToTensor("outside the state dict", _copies),
            FileBytes bytes => CopyBytes(bytes),
            PickleGlobal global => global.Name,
            BigInteger integer => integer.ToString(),
            _ => value,
        };
    }

    private ReadOnlyCollection<object?> ToPlain(IReadOnlyCollection<object?> items, int depth)
    {
        var list = new List<object?>();
        foreach (object? item in items)
        {
            list.Add(ToPlain(item, depth + 1));
        }

        return list.AsReadOnly();
    }

    private ReadOnlyDictionary<string, object?> ToPlain(PickleDictionary dictionary, int depth)
    {
        var plain = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object key, object? value) in dictionary.Entries)
        {
            plain[NameOf(key)] = ToPlain(value, depth + 1);
        }

        return new ReadOnlyDictionary<string, object?>(plain);
    }

    private byte[] CopyBytes(FileBytes bytes)
    {
        _copies.Spend(bytes.Length);
        return bytes.Length <= Array.MaxLength
            ? bytes.Span().ToArray()
            : throw new InvalidFileException(fileName, "as a whole", "a byte string exceeds 2 GiB", "Save the state dict alone.");
    }

    private static string NameOf(object key) => key as string ?? Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture)!;

    private InvalidFileException NoTensors(string problem) =>
        new(fileName, "as a whole", problem, "Save model.state_dict(), or a dictionary with that under 'state_dict'.");
}

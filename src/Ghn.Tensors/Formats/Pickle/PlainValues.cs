using System.Collections.ObjectModel;
using System.Numerics;

namespace Ghn.Tensors;

/// <summary>Turns what a pickle holds into plain .NET values, which a caller may walk without surprises.</summary>
/// <param name="fileName">The file's name.</param>
/// <param name="byteCount">The size of the file, decompressed; what may be copied is in proportion.</param>
internal sealed class PlainValues(string fileName, long byteCount)
{
    private const int DeepestNesting = 64;
    private const long MostValues = 1 << 20;

    private readonly Allowance _values = new(fileName, "values besides the tensors", MostValues);

    /// <summary>What copies are charged to.</summary>
    public Allowance Copies { get; } = new(fileName, "bytes of rearranged tensors", (2 * byteCount) + (1 << 20));

    /// <summary>A dictionary whose keys are texts.</summary>
    /// <exception cref="InvalidFileException">The values are too many, too deep or inconsistent.</exception>
    public ReadOnlyDictionary<string, object?> Of(PickleDictionary dictionary) => Of(dictionary, depth: 0);

    /// <summary>Any value.</summary>
    /// <exception cref="InvalidFileException">The values are too many, too deep or inconsistent.</exception>
    public object? Of(object? value) => Of(value, depth: 0);

    /// <summary>A dictionary's key as a text.</summary>
    public static string NameOf(object key) =>
        key as string ?? Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture)!;

    /// <summary>Shared and cyclic structures count each time they are reached, so neither can outgrow the limits.</summary>
    private object? Of(object? value, int depth)
    {
        _values.Spend(1);
        if (depth > DeepestNesting)
        {
            throw new InvalidFileException(fileName, "as a whole", $"its values nest more than {DeepestNesting} deep");
        }

        return value switch
        {
            object?[] tuple => Of(tuple, depth),
            List<object?> list => Of(list, depth),
            PickleDictionary dictionary => Of(dictionary, depth),
            StridedTensor tensor => tensor.ToTensor("outside the state dict", Copies),
            NumpyArray array => array.Content?.ToTensor("of an array", Copies),
            NumpyElementType type => type.Description,
            StorageBytes storage => new StridedTensor(storage, 0, [storage.ElementCount], [1]).ToTensor("outside the state dict", Copies),
            FileBytes bytes => CopyBytes(bytes),
            PickleGlobal global => global.Name,
            BigInteger integer => integer.ToString(),
            _ => value,
        };
    }

    private ReadOnlyCollection<object?> Of(IReadOnlyCollection<object?> items, int depth)
    {
        var list = new List<object?>();
        foreach (object? item in items)
        {
            list.Add(Of(item, depth + 1));
        }

        return list.AsReadOnly();
    }

    private ReadOnlyDictionary<string, object?> Of(PickleDictionary dictionary, int depth)
    {
        var plain = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object key, object? value) in dictionary.Entries)
        {
            plain[NameOf(key)] = Of(value, depth + 1);
        }

        return new ReadOnlyDictionary<string, object?>(plain);
    }

    private byte[] CopyBytes(FileBytes bytes)
    {
        Copies.Spend(bytes.Length);
        return bytes.Length <= Array.MaxLength
            ? bytes.Span().ToArray()
            : throw new InvalidFileException(fileName, "as a whole", "a byte string exceeds 2 GiB", "Save the state dict alone.");
    }
}

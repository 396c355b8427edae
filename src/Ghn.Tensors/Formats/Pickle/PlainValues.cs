using System.Collections.ObjectModel;
using System.Numerics;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>Turns what a pickle holds into plain .NET values, which a caller may walk without surprises.</summary>
/// <param name="fileName">The file's name.</param>
/// <param name="byteCount">The size of the file, decompressed; what may be copied is in proportion.</param>
internal sealed class PlainValues(string fileName, long byteCount)
{
    private const int MaxNesting = 64;
    private const long MaxValues = 1 << 20;

    /// <summary>What any file may ask for, however small: a positional embedding that is repeated, a few tensors transposed.</summary>
    private const long FreeCopies = 32 << 20;

    /// <summary>The same tensor may be transposed under several names, and stand once more in an optimiser's state.</summary>
    private const long CopiesPerByte = 8;

    /// <summary>The lists and dictionaries that the value under way lies in.</summary>
    private readonly HashSet<object> _around = new(ReferenceEqualityComparer.Instance);

    private readonly Budget _values = new(fileName, "values besides the tensors", MaxValues);

    /// <summary>What copies are charged to.</summary>
    public Budget Copies { get; } = new(fileName, "bytes of rearranged tensors", CopiesWithin(byteCount));

    /// <summary>A dictionary that is left out where it is met: the state dict, which is read apart.</summary>
    public PickleDictionary? Except { get; init; }

    /// <summary>
    /// Whether tensors whose elements do not lie in order are copied; otherwise a text stands for them, as for those of a kind that
    /// is not supported.
    /// </summary>
    public bool CopiesTensors { get; init; }

    /// <summary>How many bytes of rearranged tensors a file may ask for.</summary>
    public static long CopiesWithin(long byteCount) => (CopiesPerByte * byteCount) + FreeCopies;

    /// <summary>A dictionary whose keys are texts.</summary>
    /// <exception cref="InvalidFileException">The values are too many or inconsistent.</exception>
    public ReadOnlyDictionary<string, object?> Of(PickleDictionary dictionary) => Of(dictionary, depth: 0);

    /// <summary>Any value.</summary>
    /// <exception cref="InvalidFileException">The values are too many or inconsistent.</exception>
    public object? Of(object? value) => Of(value, depth: 0);

    /// <summary>Shared structures count each time they are reached, so that they cannot outgrow the limits.</summary>
    private object? Of(object? value, int depth)
    {
        _values.Spend(1);
        return value switch
        {
            object?[] or List<object?> or PickleDictionary => OfContainer(value, depth),
            ITensorSource tensor => Of(tensor),
            PickledElementType type => type.Description,
            StorageBytes storage => Of(new StridedTensor(storage, 0, [storage.ElementCount], [1])),
            FileBytes bytes => CopyBytes(bytes),
            LongText text => System.Text.Encoding.UTF8.GetString(CopyBytes(text.Utf8)),
            PickleGlobal global => global.Name,
            UnbuiltValue unbuilt => unbuilt.ClassName,
            BigInteger integer => integer.ToString(),
            _ => value,
        };
    }

    /// <summary>A text stands for what lies in itself or too deep: callers may walk what they get.</summary>
    private object OfContainer(object container, int depth)
    {
        if (depth > MaxNesting)
        {
            return $"values that nest more than {MaxNesting} deep";
        }

        if (!_around.Add(container))
        {
            return "a value that holds itself";
        }

        object plain = container is PickleDictionary dictionary
            ? Of(dictionary, depth)
            : Of((IReadOnlyCollection<object?>)container, depth);
        _around.Remove(container);
        return plain;
    }

    private object Of(ITensorSource tensor) =>
        tensor.Obstacle is { } obstacle
            ? CopiesTensors ? throw new InvalidFileException(fileName, "an array", obstacle) : $"a tensor: {obstacle}"
        : tensor.IsView || CopiesTensors ? tensor.ToTensor("outside the state dict", Copies)
        : "a tensor whose elements do not lie in order";

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
        foreach ((object key, object? value) in dictionary.Entries.Where(entry => Except is null || !ReferenceEquals(entry.Value, Except)))
        {
            plain[PickleKey.NameOf(key)] = Of(value, depth + 1);
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

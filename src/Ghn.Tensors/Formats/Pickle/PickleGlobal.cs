using System.Collections.Frozen;

namespace Ghn.Tensors;

/// <summary>
/// A Python function or class that a file may name. The table below is the whole list for files of weights: none of them can
/// do anything but make a value.
/// </summary>
/// <param name="Name">Its full name, which also stands for it where it is kept as a value: <c>torch.float32</c>.</param>
internal sealed record PickleGlobal(string Name)
{
    /// <summary>What files of PyTorch tensors may name, by full name.</summary>
    public static FrozenDictionary<string, PickleGlobal> OfTorch { get; } = All().ToFrozenDictionary(entry => entry.Name);

    /// <summary>The type of the elements, if this is a class of storages.</summary>
    public ElementType? StorageType { get; private init; }

    /// <summary>What calling it does; null if it cannot be called.</summary>
    public Func<PickleReader, object?[], object?>? Call { get; init; }

    private static IEnumerable<PickleGlobal> All()
    {
        yield return new("collections.OrderedDict") { Call = OrderedDict };
        yield return new("argparse.Namespace") { Call = static (_, _) => new PickleDictionary(isNamespace: true) };
        yield return new("torch.Size") { Call = static (reader, arguments) => Single<object?[]>(reader, arguments, "torch.Size") };
        yield return new("torch.device") { Call = Device };
        yield return new("torch._utils._rebuild_tensor_v2") { Call = TorchPickle.RebuildTensor };
        yield return new("torch._utils._rebuild_parameter") { Call = TorchPickle.RebuildParameter };
        yield return new("torch.storage._load_from_bytes") { Call = TorchPickle.LoadFromBytes };

        foreach ((string storage, ElementType type) in TorchPickle.StorageTypes)
        {
            yield return new(storage) { StorageType = type };
        }

        foreach (string type in (string[])["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"])
        {
            yield return new($"torch.{type}");
        }
    }

    /// <summary>The only argument of a call.</summary>
    /// <exception cref="InvalidFileException">There are more or fewer, or it is of another type.</exception>
    public static T Single<T>(PickleReader reader, object?[] arguments, string function)
        where T : class =>
        arguments is [T argument] ? argument : throw reader.Invalid($"{function} gets unsuitable arguments");

    private static string Device(PickleReader reader, object?[] arguments) => arguments switch
    {
        [string { Length: < 32 } type] => type,
        [string { Length: < 32 } type, long index] => $"{type}:{index}",
        _ => throw reader.Invalid("torch.device gets unsuitable arguments"),
    };

    /// <summary>Without arguments (Python 3), or with a list of pairs (Python 2).</summary>
    private static PickleDictionary OrderedDict(PickleReader reader, object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length > 0)
        {
            foreach (object? pair in Single<List<object?>>(reader, arguments, "collections.OrderedDict"))
            {
                reader.SetItems(dictionary, pair switch
                {
                    object?[] { Length: 2 } tuple => tuple,
                    List<object?> { Count: 2 } list => [.. list],
                    _ => throw reader.Invalid("an OrderedDict has an entry that is no pair"),
                });
            }
        }

        return dictionary;
    }
}

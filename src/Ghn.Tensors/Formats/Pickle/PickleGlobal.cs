using System.Collections.Frozen;

namespace Ghn.Tensors;

/// <summary>
/// A Python function or class that a file may name. The table below is the whole list for files of weights: none of them can
/// do anything but make a value.
/// </summary>
/// <param name="Name">Its full name, which also stands for it where it is kept as a value: <c>torch.float32</c>.</param>
internal sealed record PickleGlobal(string Name)
{
    /// <summary>What the classes of TorchScript's modules begin with.</summary>
    private const string ScriptedModule = "__torch__.";

    /// <summary>Functions of Python that make an object of the class that is their first argument.</summary>
    private static readonly string[] Constructors = ["copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__"];

    /// <summary>What files of PyTorch tensors may name, by full name.</summary>
    public static FrozenDictionary<string, PickleGlobal> OfTorch { get; } = All().ToFrozenDictionary(entry => entry.Name);

    /// <summary>Whether it is in the table; what is not can be named, but does nothing.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>The type of the elements, if this is a class of storages.</summary>
    public ElementType? StorageType { get; private init; }

    /// <summary>What calling it does; null if it cannot be called.</summary>
    public Func<PickleReader, object?[], object?>? Call { get; init; }

    private static IEnumerable<PickleGlobal> All()
    {
        yield return new("collections.OrderedDict") { Call = OrderedDict };
        yield return new("collections.defaultdict") { Call = static (_, _) => new PickleDictionary() };
        yield return new("argparse.Namespace") { Call = static (_, _) => new PickleDictionary(isNamespace: true) };
        yield return new("torch.Size") { Call = static (reader, arguments) => Single<object?[]>(reader, arguments, "torch.Size") };
        yield return new("torch.device") { Call = Device };
        yield return new("torch._utils._rebuild_tensor") { Call = TorchPickle.RebuildTensor };
        yield return new("torch._utils._rebuild_tensor_v2") { Call = TorchPickle.RebuildTensor };
        yield return new("torch._utils._rebuild_parameter") { Call = TorchPickle.RebuildParameter };
        yield return new("torch._utils._rebuild_parameter_with_state") { Call = TorchPickle.RebuildParameter };
        yield return new("torch._tensor._rebuild_from_type_v2") { Call = TorchPickle.RebuildFromType };
        yield return new("torch.nn.parameter.Parameter") { Call = TorchPickle.NewParameter };
        foreach ((string function, string obstacle) in TorchPickle.UnsupportedTensors)
        {
            yield return new(function) { Call = (_, _) => new UnreadableTensor(obstacle) };
        }

        yield return new("torch.storage._load_from_bytes") { Call = TorchPickle.LoadFromBytes };

        foreach ((string storage, ElementType type) in TorchPickle.StorageTypes)
        {
            yield return new(storage) { StorageType = type };
        }

        foreach (string type in (string[])["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"])
        {
            yield return new($"torch.{type}");
        }

        yield return new("joblib.numpy_pickle.NumpyArrayWrapper") { Call = static (_, _) => new JoblibArray() };
        foreach (PickleGlobal global in NumpyPickle.Globals.Values)
        {
            yield return global;
        }
    }

    /// <summary>What stands for a function or class that is not in the table.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="hasScriptedModules">Whether TorchScript's classes are objects with attributes.</param>
    public static PickleGlobal Unknown(string name, bool hasScriptedModules) => new(name)
    {
        IsKnown = false,
        Call = hasScriptedModules && name.StartsWith(ScriptedModule, StringComparison.Ordinal)
            ? static (_, _) => new PickleDictionary(isNamespace: true)
            : null,
    };

    /// <summary>The name of the class that a call would make an object of.</summary>
    public string ClassOf(object?[] arguments) =>
        Constructors.Contains(Name) && arguments is [PickleGlobal first, ..] ? first.Name : Name;

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

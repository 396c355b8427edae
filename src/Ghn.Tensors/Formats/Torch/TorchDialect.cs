using System.Collections.Frozen;
using Ghn.Tensors.Formats.Numpy;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// What files of PyTorch tensors may name, with NumPy arrays beside them: the whole list of the functions and classes that a file of
/// weights can call.
/// </summary>
internal static class TorchDialect
{
    private static readonly FrozenDictionary<string, PickleGlobal> Globals = All().ToFrozenDictionary(entry => entry.Name);

    /// <summary>Files of <c>torch.save</c> and joblib.</summary>
    public static PickleDialect Plain { get; } = new(Globals) { PassesOver = true };

    /// <summary>TorchScript's archives.</summary>
    public static PickleDialect Script { get; } = new(Globals) { PassesOver = true, HasScriptedModules = true };

    private static IEnumerable<PickleGlobal> All()
    {
        yield return new("collections.OrderedDict") { Call = OrderedDict };
        yield return new("collections.defaultdict") { Call = static (_, _) => new PickleDictionary() };
        yield return new("argparse.Namespace") { Call = static (_, _) => new PickleDictionary(isNamespace: true) };
        yield return new("torch.Size")
        {
            Call = static (reader, arguments) => PickleGlobal.Single<object?[]>(reader, arguments, "torch.Size"),
        };
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
            foreach (object? pair in PickleGlobal.Single<List<object?>>(reader, arguments, "collections.OrderedDict"))
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

using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>What PyTorch's own functions do in a pickle: describe storages, and tensors that lie in them.</summary>
internal static class TorchPickle
{
    private const int MaxRank = 64;

    /// <summary>The classes of storages, by their full names.</summary>
    public static IReadOnlyDictionary<string, ElementType> StorageTypes { get; } = new Dictionary<string, ElementType>
    {
        ["torch.FloatStorage"] = ElementType.Float32,
        ["torch.HalfStorage"] = ElementType.Float16,
        ["torch.BFloat16Storage"] = ElementType.BFloat16,
        ["torch.DoubleStorage"] = ElementType.Float64,
        ["torch.LongStorage"] = ElementType.Int64,
        ["torch.IntStorage"] = ElementType.Int32,
        ["torch.ShortStorage"] = ElementType.Int16,
        ["torch.CharStorage"] = ElementType.Int8,
        ["torch.ByteStorage"] = ElementType.UInt8,
        ["torch.BoolStorage"] = ElementType.Bool,
        ["torch.storage.UntypedStorage"] = ElementType.UInt8,
    };

    /// <summary>The functions that make tensors of kinds that are not supported, with what to say of them.</summary>
    public static IReadOnlyDictionary<string, string> UnsupportedTensors { get; } = new Dictionary<string, string>
    {
        ["torch._utils._rebuild_qtensor"] = "it is quantised, which is not supported",
        ["torch._utils._rebuild_sparse_tensor"] = "it is sparse, which is not supported",
        ["torch._utils._rebuild_sparse_csr_tensor"] = "it is sparse, which is not supported",
        ["torch._utils._rebuild_nested_tensor"] = "it is a nested tensor, which is not supported",
        ["torch._utils._rebuild_tensor_v3"] = "the type of its elements is not supported",
        ["torch._utils._rebuild_meta_tensor_no_storage"] = "it is a meta tensor, which has no elements",
        ["torch._utils._rebuild_wrapper_subclass"] = "it is of a class of its own, which is not supported",
    };

    /// <summary>The classes of storages that are not supported: the name of their elements' type, and its size.</summary>
    private static readonly Dictionary<string, (string Type, int Bytes)> UnsupportedStorages = new()
    {
        ["torch.ComplexFloatStorage"] = ("complex64", 8),
        ["torch.ComplexDoubleStorage"] = ("complex128", 16),
        ["torch.QInt8Storage"] = ("qint8", 1),
        ["torch.QUInt8Storage"] = ("quint8", 1),
        ["torch.QInt32Storage"] = ("qint32", 4),
        ["torch.QUInt4x2Storage"] = ("quint4x2", 1),
    };

    /// <summary>The name of the storages of a type.</summary>
    public static string StorageName(ElementType type) => StorageTypes.First(entry => entry.Value == type).Key;

    /// <summary>
    /// Reads a persistent id: the tuple ('storage', class, key, device, element count), in old files followed by the
    /// description of a view, which is None.
    /// </summary>
    /// <param name="id">The tuple.</param>
    /// <param name="fileName">The file's name.</param>
    /// <param name="key">Under which key the storage is found in the file.</param>
    public static StorageBytes DescribeStorage(object?[] id, string fileName, out string key)
    {
        if (id is ["storage", PickleGlobal type, string name, _, long and >= 0 and var count, .. { Length: <= 1 } view]
            && view.All(part => part is null) && (type.StorageType is not null || !type.IsKnown))
        {
            key = name;
            return type.StorageType is { } known
                ? new StorageBytes(fileName, known, count)
                : UnsupportedStorage(fileName, type.Name, count);
        }

        throw new InvalidFileException(fileName, "a storage", "its description is not one that PyTorch writes");
    }

    /// <summary>
    /// <c>torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata)</c>, or
    /// <c>_rebuild_tensor</c> of 2017, which has the first four arguments only. The metadata tell which sign is still to be changed.
    /// </summary>
    public static object RebuildTensor(PickleReader reader, object?[] arguments)
    {
        if (arguments is not [StorageBytes storage, long offset, object?[] { Length: <= MaxRank } sizes,
                object?[] { Length: <= MaxRank } strides, ..]
            || !sizes.Concat(strides).All(number => number is long))
        {
            throw reader.Invalid("a tensor's description is not one that PyTorch writes");
        }

        var metadata = arguments is [_, _, _, _, _, _, PickleDictionary dictionary, ..] ? dictionary : null;
        return metadata?["conj"] is true
            ? new UnreadableTensor("it is the conjugate of complex numbers, which are not supported")
            : new StridedTensor(storage, offset, [.. sizes.Cast<long>()], [.. strides.Cast<long>()])
            {
                IsNegated = metadata?["neg"] is true,
            };
    }

    /// <summary><c>torch._utils._rebuild_parameter(data, requires_grad, hooks)</c>: its data.</summary>
    public static object RebuildParameter(PickleReader reader, object?[] arguments) =>
        arguments is [ITensorSource data, ..]
            ? data
            : throw reader.Invalid("a parameter's description is not one that PyTorch writes");

    /// <summary>
    /// <c>torch._tensor._rebuild_from_type_v2(function, type, arguments, state)</c>: a tensor with attributes, or of a class derived from
    /// tensors, is the tensor without them.
    /// </summary>
    public static object RebuildFromType(PickleReader reader, object?[] arguments) =>
        arguments is [PickleGlobal { Call: { } call }, _, object?[] inner, ..] && call != RebuildFromType
            && call(reader, inner) is ITensorSource data
            ? data
            : new UnreadableTensor("it is of a class of its own, which is not supported");

    /// <summary><c>torch.nn.parameter.Parameter(data)</c>, whose state follows.</summary>
    public static object NewParameter(PickleReader reader, object?[] arguments) =>
        new TorchParameter(arguments is [ITensorSource data, ..] and not [TorchParameter, ..] ? data : null);

    /// <summary><c>torch.storage._load_from_bytes(bytes)</c>: a file in PyTorch's old format that holds one storage.</summary>
    public static object LoadFromBytes(PickleReader reader, object?[] arguments)
    {
        if (!reader.AllowsNestedFiles)
        {
            throw reader.Invalid("a file within the file holds another file");
        }

        FileBytes bytes = PickleGlobal.Single<FileBytes>(reader, arguments, "torch.storage._load_from_bytes");
        return TorchLegacyReader.Read(bytes, reader.Memory) as StorageBytes
            ?? throw reader.Invalid("a byte string that should hold a storage holds something else");
    }

    private static StorageBytes UnsupportedStorage(string fileName, string name, long count)
    {
        (string type, int bytes) = UnsupportedStorages.GetValueOrDefault(name, (name, 0));
        return new StorageBytes(fileName, ElementType.UInt8, count)
        {
            Obstacle = $"its elements are of type {type}, which is not supported",
            ElementBytes = bytes,
        };
    }
}

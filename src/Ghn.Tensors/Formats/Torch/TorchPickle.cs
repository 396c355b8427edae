namespace Ghn.Tensors;

/// <summary>What PyTorch's own functions do in a pickle: describe storages, and tensors that lie in them.</summary>
internal static class TorchPickle
{
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
        if (id is ["storage", PickleGlobal { StorageType: { } type }, string name, _, long and >= 0, .. { Length: <= 1 } view]
            && view.All(part => part is null))
        {
            key = name;
            return new StorageBytes(fileName, type, (long)id[4]!);
        }

        throw new InvalidFileException(fileName, "a storage", "its description is not one that PyTorch writes");
    }

    /// <summary><c>torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)</c>.</summary>
    public static object RebuildTensor(PickleReader reader, object?[] arguments) =>
        arguments is [StorageBytes storage, long offset, object?[] { Length: <= 64 } sizes, object?[] { Length: <= 64 } strides, ..]
            && sizes.Concat(strides).All(number => number is long)
            ? new StridedTensor(storage, offset, [.. sizes.Cast<long>()], [.. strides.Cast<long>()])
            : throw reader.Invalid("a tensor's description is not one that PyTorch writes");

    /// <summary><c>torch._utils._rebuild_parameter(data, requires_grad, hooks)</c>: its data.</summary>
    public static object RebuildParameter(PickleReader reader, object?[] arguments) =>
        arguments is [StridedTensor data, ..]
            ? data
            : throw reader.Invalid("a parameter's description is not one that PyTorch writes");

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
}

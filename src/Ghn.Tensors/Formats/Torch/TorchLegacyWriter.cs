using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>Writes PyTorch's format before 1.6, of one storage alone: so do joblib's files keep each of theirs.</summary>
internal static class TorchLegacyWriter
{
    private const byte Protocol = 2;
    private const string Key = "0";

    private static readonly byte[] Start =
    [
        .. Pickle(pickle => pickle.WriteInteger(TorchLegacyFormat.Magic)),
        .. Pickle(pickle => pickle.WriteInteger(TorchLegacyFormat.Version)),
        .. Pickle(pickle => pickle.Write(new OrderedDictionary<string, object?>
        {
            ["protocol_version"] = TorchLegacyFormat.Version,
            ["little_endian"] = true,
            ["type_sizes"] = new OrderedDictionary<string, object?> { ["short"] = 2, ["int"] = 4, ["long"] = 4 },
        })),
    ];

    /// <summary>What stands in the file before the elements of its storage, with which it ends.</summary>
    public static byte[] Head(Tensor storage)
    {
        var head = new LittleEndianBuffer();
        head.Add(Start);
        head.Add(Pickle(pickle => pickle.WriteStorageId(storage, Key, isLegacy: true)));
        head.Add(Pickle(pickle => pickle.Write(new[] { Key })));
        return head.Add64(storage.ElementCount).ToArray();
    }

    private static byte[] Pickle(Action<TorchPickleWriter> write)
    {
        TorchPickleWriter pickle = new TorchPickleWriter(Protocol);
        write(pickle);
        return pickle.Finish().ToArray();
    }
}

using System.Numerics;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// PyTorch's format before 1.6, in which joblib's files still keep each storage: a magic number, a version and facts about
/// the writer's machine, each a pickle; the pickle of the value; the pickle of the storages' keys; then the storages,
/// each preceded by its number of elements.
/// </summary>
internal static class TorchLegacyReader
{
    private const int MagicEndsBefore = 32;

    /// <summary>The instruction that pushes the magic number, and the end of its pickle.</summary>
    private static readonly byte[] MagicPickle =
        [(byte)PickleOpcode.Long1, 10, .. TorchLegacyFormat.Magic.ToByteArray(), (byte)PickleOpcode.Stop];

    /// <summary>Whether a file starts with the magic number.</summary>
    public static bool Recognizes(FileBytes file) => file.Head(MagicEndsBefore).IndexOf(MagicPickle) >= 0;

    /// <summary>Reads the value, and finds the bytes of all its storages.</summary>
    /// <param name="file">The file, or a byte string that holds one.</param>
    /// <param name="memory">What a file within a file is charged to.</param>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static object? Read(FileBytes file, Budget? memory = null)
    {
        var storages = new Dictionary<string, List<StorageBytes>>(StringComparer.Ordinal);
        var input = new MappedPickleInput(file);
        var reader = new PickleReader(
            input,
            TorchDialect.Plain,
            id =>
            {
                if (id is ["module", PickleGlobal module, ..])
                {
                    return module;
                }

                StorageBytes storage = TorchPickle.DescribeStorage(id, file.Name, out string key);
                (storages.TryGetValue(key, out List<StorageBytes>? same) ? same : storages[key] = []).Add(storage);
                return storage;
            },
            memory);

        CheckHeader(reader);
        object? value = reader.Read();
        List<object?> keys = reader.Read() as List<object?> ?? throw reader.Invalid("the list of storages is missing");
        Locate(file, input.Position, keys, storages);
        return value;
    }

    private static void CheckHeader(PickleReader reader)
    {
        if (reader.Read() is not BigInteger magic || magic != TorchLegacyFormat.Magic)
        {
            throw reader.Invalid("PyTorch's magic number is missing");
        }

        if (reader.Read() is not TorchLegacyFormat.Version)
        {
            throw reader.Invalid("the version of the format is unknown", "Save it again with a newer PyTorch.");
        }

        if (reader.Read() is not PickleDictionary machine || machine["little_endian"] is not true)
        {
            throw reader.Invalid("the file was written on a big-endian machine", "Save it again on a little-endian machine.");
        }
    }

    private static void Locate(FileBytes file, long position, List<object?> keys, Dictionary<string, List<StorageBytes>> storages)
    {
        foreach (object? key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out List<StorageBytes>? same))
            {
                throw file.Invalid(position, "the list of storages names one that no tensor uses");
            }

            if (same[0].ElementBytes == 0)
            {
                throw file.Invalid(position, $"storage {name}: {same[0].Obstacle}", "Save the weights as float32.");
            }

            long count = file.Int64(position, "the length of a storage");
            position += sizeof(long);
            foreach (StorageBytes storage in same)
            {
                if (storage.ElementCount != count)
                {
                    throw file.Invalid(position, $"storage {name} has {count} elements here and {storage.ElementCount} in its description");
                }

                storage.Bytes = file.Window(position, storage.ByteCount, $"storage {name}");
            }

            position += same[0].ByteCount;
            storages.Remove(name);
        }
    }
}

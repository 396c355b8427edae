using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip archive, nothing in it compressed, of a pickle <c>*/data.pkl</c> and
/// one entry <c>*/data/N</c> for each storage. Tensors are views of the entries.
/// </summary>
internal static class TorchZipReader
{
    private const string PickleName = "data.pkl";
    private const string ConstantsName = "constants.pkl";
    private const string PackageName = ".data/extern_modules";

    /// <summary>What stands where a checksum belongs after <c>torch.serialization.set_crc32_options(False)</c>.</summary>
    private const uint NoChecksum = 0;

    /// <summary>Whether an archive was written by PyTorch.</summary>
    public static bool Recognizes(ZipDirectory archive) => FindPickle(archive) is not null;

    /// <summary>Whether an archive of PyTorch's holds a scripted module.</summary>
    public static bool IsScript(ZipDirectory archive) =>
        archive.Find($"{FolderOf(FindPickle(archive)!)}{ConstantsName}") is not null;

    /// <summary>Whether an archive was written by torch.package.</summary>
    public static bool IsPackage(ZipDirectory archive) =>
        archive.Entries.Any(entry => entry.Name.EndsWith(PackageName, StringComparison.Ordinal));

    /// <summary>Reads the value and finds the bytes of all its storages.</summary>
    /// <exception cref="InvalidFileException">The archive is not what it should be.</exception>
    public static object? Read(ZipDirectory archive)
    {
        ZipEntry pickle = FindPickle(archive)!;
        string folder = FolderOf(pickle);
        if (archive.Find($"{folder}byteorder") is { } byteOrder && !archive.Open(byteOrder).Head(6).SequenceEqual("little"u8))
        {
            throw new InvalidFileException(
                archive.FileName,
                $"entry {byteOrder.Name}",
                "the file was written on a big-endian machine",
                "Save it again on a little-endian machine.");
        }

        FileBytes bytes = archive.Open(pickle);
        if (pickle.Crc != NoChecksum && Crc32.Append(0, bytes) != pickle.Crc)
        {
            throw new InvalidFileException(archive.FileName, $"entry {pickle.Name}", "its checksum is wrong");
        }

        PickleDialect dialect = IsScript(archive) ? TorchDialect.Script : TorchDialect.Plain;
        return new PickleReader(new MappedPickleInput(bytes), dialect, id => FindStorage(archive, folder, id)).Read();
    }

    private static ZipEntry? FindPickle(ZipDirectory archive) =>
        archive.Entries.FirstOrDefault(
            entry => entry.Name == PickleName || entry.Name.EndsWith($"/{PickleName}", StringComparison.Ordinal));

    private static string FolderOf(ZipEntry pickle) => pickle.Name[..^PickleName.Length];

    private static StorageBytes FindStorage(ZipDirectory archive, string folder, object?[] id)
    {
        StorageBytes storage = TorchPickle.DescribeStorage(id, archive.FileName, out string key);
        if (key.Length > 64 || archive.Find($"{folder}data/{key}") is not { } entry)
        {
            throw new InvalidFileException(archive.FileName, $"entry {folder}data", "a storage that the pickle names is missing");
        }

        if (storage.Obstacle is not null)
        {
            return storage;
        }

        FileBytes bytes = archive.Open(entry);
        if (bytes.Length < storage.ByteCount)
        {
            throw new InvalidFileException(
                archive.FileName,
                $"entry {entry.Name}",
                $"it has {bytes.Length} bytes where {storage.ElementCount} elements of type {storage.Type} belong");
        }

        storage.Bytes = bytes.Window(0, storage.ByteCount, "a storage");
        return storage;
    }
}

using System.IO.Compression;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Archives as torch.save writes them, of a pickle that it would not write.</summary>
internal static class TorchArchive
{
    /// <summary>An archive of a dictionary with one entry.</summary>
    public static byte[] OfEntry(string name, PickleBytes value, byte[] storage) => Of(
        [
            0x80, 4, (byte)PickleOpcode.EmptyDict,
            .. new PickleBytes().Text(name).Stop()[2..^1],
            .. value.Add(PickleOpcode.SetItem).Stop()[2..],
        ],
        storage);

    /// <summary>An archive of a pickle and storage 0.</summary>
    public static byte[] Of(byte[] pickle, byte[] storage)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in (IEnumerable<(string, byte[])>)[("data.pkl", pickle), ("data/0", storage)])
            {
                using Stream entry = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return file.ToArray();
    }

    /// <summary>Reads a file from memory.</summary>
    public static Checkpoint Read(byte[] file) => StateDictFile.Read(HeapMemory.Copy(file), "made.pt");
}

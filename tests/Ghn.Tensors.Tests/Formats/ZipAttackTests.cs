using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Tests.Formats;

public class ZipAttackTests
{
    [Fact]
    public void An_archive_without_its_end_says_that_it_was_cut_short()
    {
        byte[] file = Fixture.Bytes("checkpoint.pt");

        Assert.Contains("cut short", Refused.Message(file[..(file.Length / 2)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_entry_is_refused_by_name()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("archive/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[1000]);
        }

        string message = Refused.Message(file.ToArray());

        Assert.Contains("archive/data.pkl", message, StringComparison.Ordinal);
        Assert.Contains("compressed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_of_one_name_are_refused()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("archive/data.pkl");
            archive.CreateEntry("archive/data.pkl");
        }

        Assert.Contains("two entries", Refused.Message(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_whose_checksum_is_wrong_is_refused()
    {
        byte[] file = Fixture.Bytes("checkpoint.pt");
        file[file.AsSpan().IndexOf("num_batches"u8)] ^= 1;

        Assert.Contains("checksum", Refused.Message(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1L << 60)]
    [InlineData(-1)]
    public void Zip64_sizes_beyond_the_file_are_refused(long value)
    {
        using var files = new Files();
        OutputFile.Create(files["far.pt"], file =>
        {
            var archive = new ZipWriter(file);
            archive.Add("archive/data.pkl", [0x80, 4]);
            archive.Finish();
        });
        byte[] plain = File.ReadAllBytes(files["far.pt"]);
        int end = plain.AsSpan().LastIndexOf(new byte[] { 0x50, 0x4b, 5, 6 });

        // A zip64 end record with the given size and offset, and its locator, put before the old end record.
        byte[] large = new byte[ZipFormat.Zip64EndBytes + ZipFormat.Zip64LocatorBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(large, ZipFormat.Zip64EndSignature);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(32), value == 0 ? 1L << 40 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(40), value);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(48), value);
        BinaryPrimitives.WriteUInt32LittleEndian(large.AsSpan(ZipFormat.Zip64EndBytes), ZipFormat.Zip64LocatorSignature);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(ZipFormat.Zip64EndBytes + 8), end);

        Refused.Message([.. plain[..end], .. large, .. plain[end..]]);
    }

    [Fact]
    public void A_deflated_array_that_claims_more_than_it_holds_allocates_nothing()
    {
        byte[] file = Fixture.Bytes("arrays_compressed.npz");
        int directory = file.AsSpan().IndexOf(new byte[] { 0x50, 0x4b, 1, 2 });
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(directory + 24), 0xfffffff0);

        Refused.Message(file, nativeBytes: 1 << 20);
    }
}

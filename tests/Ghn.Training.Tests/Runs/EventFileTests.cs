using System.Buffers.Binary;
using System.Text;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public class EventFileTests
{
    /// <summary>The vectors of RFC 3720, B.4, and the catalogue's check value.</summary>
    public static TheoryData<byte[], uint> Checksums => new()
    {
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(index => (byte)index)], 0x46DD794E },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Checksums))]
    public void Checksums_are_those_of_the_standard(byte[] bytes, uint expected) => Assert.Equal(expected, EventFile.Checksum(bytes));

    [Fact]
    public void The_first_record_is_the_one_that_TensorBoard_expects()
    {
        ProtocolBuffer version = new ProtocolBuffer().Number(1, 1.5e9).Text(3, "brain.Event:2");
        Assert.Equal(
            "1800000000000000a37f4b2209000000c00b5ad6411a0d627261696e2e4576656e743a324ca9a464",
            Convert.ToHexStringLower(EventFile.Record(version.Bytes)));
    }

    [Fact]
    public void A_scalar_is_encoded_byte_for_byte()
    {
        ProtocolBuffer scalar = EventFile.Scalar("loss", step: 300, value: 0.25f, seconds: 1.5e9);
        Assert.Equal(
            "1b000000000000001a0d9e1309000000c00b5ad64110ac022a0d0a0b0a046c6f7373150000803e44e9d860",
            Convert.ToHexStringLower(EventFile.Record(scalar.Bytes)));
    }

    [Fact]
    public void A_file_that_continues_drops_what_came_after()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(EventFile.DefaultName);
        long length;
        using (var file = new EventFile(path))
        {
            file.Write("loss", 1, 1);
            length = file.Length;
            file.Write("loss", 2, 7);
        }

        using (var file = new EventFile(path, length))
        {
            file.Write("loss", 2, 3);
        }

        List<byte[]> records = ReadRecords(File.ReadAllBytes(path));
        Assert.Equal(3, records.Count);
        Assert.Contains("brain.Event:2", Encoding.ASCII.GetString(records[0]), StringComparison.Ordinal);
        Assert.Equal([1f, 3f], records.Skip(1).Select(record => BinaryPrimitives.ReadSingleLittleEndian(record.AsSpan()[^4..])));
    }

    [Fact]
    public void A_file_that_lost_its_end_is_not_continued()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("events");
        File.WriteAllBytes(path, new byte[10]);
        var error = Assert.Throws<IOException>(() => new EventFile(path, length: 11));
        Assert.Contains("it has 10 bytes", error.Message, StringComparison.Ordinal);
    }

    private static List<byte[]> ReadRecords(ReadOnlySpan<byte> file)
    {
        var records = new List<byte[]>();
        while (!file.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
            byte[] data = file.Slice(12, length).ToArray();
            Assert.Equal(EventFile.Record(data), file[..(length + 16)].ToArray());
            records.Add(data);
            file = file[(length + 16)..];
        }

        return records;
    }
}

using System.Text;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Tests.Formats;

public class SafetensorsAttackTests
{
    private const string Good = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void A_file_by_hand_is_read()
    {
        using HeapMemory memory = HeapMemory.Copy(File(Good, 8));
        using Checkpoint checkpoint = StateDictFile.Read(memory, "good");

        Assert.Equal([0f, 0f], checkpoint.Tensors["a"].Values.ToArray());
    }

    [Theory]
    [InlineData(1L << 60)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(100)]
    [InlineData(0)]
    public void A_header_of_false_length_is_refused(long length) =>
        Refused.Message([.. BitConverter.GetBytes(length), .. Encoding.UTF8.GetBytes(Good)]);

    [Fact]
    public void Of_a_header_that_is_longer_than_the_file_the_missing_bytes_are_told() => Assert.Contains(
        $"the header should take 5000 bytes here, but there are {Good.Length}",
        Refused.Message([.. BitConverter.GetBytes(5000L), .. Encoding.UTF8.GetBytes(Good)]),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("overlap", """{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""")]
    [InlineData("gap", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""")]
    [InlineData("end at", """{"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}}""")]
    [InlineData("offsets", """{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""")]
    [InlineData("offsets", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}""")]
    [InlineData("offsets", """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,8]}}""")]
    [InlineData("list", """{"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}""")]
    [InlineData("list", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,1e3]}}""")]
    [InlineData("list", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8,8]}}""")]
    [InlineData("list", """{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,8]}}""")]
    [InlineData("impossible", """{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,8]}}""")]
    [InlineData("impossible", """{"a":{"dtype":"U8","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""")]
    [InlineData("F8_E4M3", """{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("twice", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("twice", """{"__metadata__":{},"__metadata__":{},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("twice", """{"__metadata__":{"k":"","k":""},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("repeated", """{"a":{"dtype":"U8","dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("lacks", """{"a":{"dtype":"U8","shape":[8]}}""")]
    [InlineData("String", """{"__metadata__":{"k":1},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("header", """{"a\ud800":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("header", """{"a":[]} []""")]
    [InlineData("header", """{"a":""")]
    public void A_header_that_lies_is_refused(string because, string header) =>
        Assert.Contains(because, Refused.Message(File(header, 8)), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = $$$"""{"a":{"dtype":{{{new string('[', 100_000)}}}{{{new string(']', 100_000)}}}}}""";

        Refused.Message(File(deep, 8));
        Refused.Message(File($$"""{"a":{"x":{{new string('[', 100_000)}}""", 8));
    }

    [Fact]
    public void Deep_JSON_in_the_metadata_stays_a_text()
    {
        string deep = new('[', 1000);
        using HeapMemory memory = HeapMemory.Copy(File($$$"""{"__metadata__":{"config":"{{{deep}}}"}}""", 0));
        using Checkpoint checkpoint = StateDictFile.Read(memory, "deep");

        Assert.Equal(deep, checkpoint.Content["config"]);
    }

    private static byte[] File(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataBytes]];
    }
}

using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Torch;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>What is written for joblib has the structure of the published files, however large it is.</summary>
public class JoblibWriterTests
{
    [Fact]
    public void The_file_is_a_pickle_of_protocol_4_that_needs_nothing_outside_itself()
    {
        using var files = new Files();
        using StateDict state = RandomState.Create(7);
        state.Save(files["state.joblib"]);

        using Checkpoint loaded = StateDictFile.Load(files["state.joblib"]);

        Assert.Equal(FileFormat.Joblib, loaded.Format);
        Assert.Equal([0x80, 4], File.ReadAllBytes(files["state.joblib"])[..2]);
    }

    [Fact]
    public void A_converted_file_differs_from_the_published_one_in_its_small_parts_only()
    {
        using var files = new Files();
        using Checkpoint published = StateDictFile.Load(Golden.PathOf("ghn3_micro_joblib_zlib3.pt"));
        published.Tensors.Save(files["converted.joblib"]);

        using Checkpoint converted = StateDictFile.Load(files["converted.joblib"]);

        Assert.Equal(TensorFacts.Of(published.Tensors), TensorFacts.Of(converted.Tensors));
        long elements = published.Tensors.Sum(entry => entry.Value.ByteCount);
        long length = new FileInfo(files["converted.joblib"]).Length;
        Assert.InRange(length, elements, elements + (512 * published.Tensors.Count));
        Assert.InRange(length, 0.99 * Golden.PlainJoblib().Length, 1.01 * Golden.PlainJoblib().Length);
    }

    [Theory]
    [InlineData((5L << 30) - 3)]
    [InlineData(uint.MaxValue - 3L)]
    [InlineData(uint.MaxValue - 2L)]
    public void Byte_strings_beyond_four_gibibytes_are_found_again(long laterByteCount)
    {
        using var files = new Files();
        OutputFile.Create(files["far.pickle"], file =>
        {
            TorchPickleWriter pickle = new TorchPickleWriter(protocol: 4);
            pickle.WriteBytesBefore(laterByteCount, [1, 2, 3]);
            file.Write(pickle.Finish()[..^1]);
            file.Skip(laterByteCount);
            file.Write([(byte)PickleOpcode.Stop]);
        });

        using MappedMemory memory = MappedMemory.Open(files["far.pickle"]);
        var input = new MappedPickleInput(new FileBytes(memory, "far.pickle"));
        FileBytes bytes = Assert.IsType<FileBytes>(new PickleReader(input, TorchDialect.Plain).Read());

        Assert.Equal(3 + laterByteCount, bytes.Length);
        Assert.Equal([1, 2, 3, 0], bytes.Head(4).ToArray());
        Assert.Equal(memory.ByteCount, input.Position);
    }
}

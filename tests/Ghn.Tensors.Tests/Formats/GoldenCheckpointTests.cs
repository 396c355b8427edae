using System.Buffers.Binary;
using System.Text.Json;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Tests.Formats;

public class GoldenCheckpointTests
{
    [Theory]
    [InlineData("ghn1_micro.pt", "ghn1_micro.json", FileFormat.TorchZip)]
    [InlineData("ghn2_micro.pt", "ghn2_micro.json", FileFormat.TorchZip)]
    [InlineData("mlp_micro.pt", "mlp_micro.json", FileFormat.TorchZip)]
    [InlineData("ghn3_micro.pt", "ghn3_micro.json", FileFormat.TorchZip)]
    [InlineData("ghn3_micro_c10.pt", "ghn3_micro_c10.json", FileFormat.TorchZip)]
    [InlineData("mlpdecoder_micro_c10.pt", "mlpdecoder_micro_c10.json", FileFormat.TorchZip)]
    [InlineData("ghn3_micro_legacy.pt", "ghn3_micro_hflayout.json", FileFormat.TorchLegacy)]
    [InlineData("ghn3_micro_joblib_zlib3.pt", "ghn3_micro_hflayout.json", FileFormat.Joblib)]
    public void Every_tensor_has_the_name_shape_sum_and_norm_that_PyTorch_reports(string file, string facts, FileFormat format)
    {
        using Checkpoint checkpoint = StateDictFile.Load(Golden.PathOf(file));

        Assert.Equal(format, checkpoint.Format);
        AssertMatches(checkpoint.Tensors, Golden.Tensors(facts), ElementType.Float32, tolerance: 1e-12);
    }

    [Theory]
    [InlineData("ghn3_micro_half.pt", ElementType.Float16, 1e-3)]
    [InlineData("ghn3_micro_bf16.pt", ElementType.BFloat16, 8e-3)]
    public void Sixteen_bit_tensors_stay_so_and_differ_by_rounding(string file, ElementType type, double tolerance)
    {
        using Checkpoint checkpoint = StateDictFile.Load(Golden.PathOf(file));

        GoldenTensor[] golden = Golden.Tensors("ghn3_micro_hflayout.json");
        AssertMatches(checkpoint.Tensors, golden, type, tolerance);
    }

    [Fact]
    public void An_uncompressed_joblib_file_holds_the_same_tensors_as_its_compressed_form()
    {
        using HeapMemory memory = HeapMemory.Copy(Golden.PlainJoblib());
        using Checkpoint plain = StateDictFile.Read(memory, "plain");
        using Checkpoint compressed = StateDictFile.Load(Golden.PathOf("ghn3_micro_joblib_zlib3.pt"));

        Assert.Equal(FileFormat.Joblib, plain.Format);
        Assert.Equal(compressed.Tensors.Names, plain.Tensors.Names);
        foreach ((string name, Tensor tensor) in plain.Tensors)
        {
            Assert.True(tensor.Values.SequenceEqual(compressed.Tensors[name].Values), name);
        }
    }

    [Fact]
    public void The_configuration_arrives_as_plain_values()
    {
        using Checkpoint checkpoint = StateDictFile.Load(Golden.PathOf("ghn3_micro.pt"));

        var config = Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(checkpoint.Content["config"]);
        foreach (JsonProperty property in Golden.Config("ghn3_micro.json").EnumerateObject())
        {
            object? expected = property.Value.ValueKind switch
            {
                JsonValueKind.Array => property.Value.EnumerateArray().Select(size => (object?)size.GetInt64()).ToList(),
                JsonValueKind.Number => property.Value.GetInt64(),
                JsonValueKind.String => property.Value.GetString(),
                _ => property.Value.GetBoolean(),
            };
            Assert.Equal(expected, config[property.Name]);
        }
    }

    [Fact]
    public void A_trainer_s_epoch_and_step_arrive_beside_the_tensors()
    {
        using Checkpoint checkpoint = StateDictFile.Load(Golden.PathOf("ghn3_micro_legacy.pt"));

        Assert.IsType<long>(checkpoint.Content["epoch"]);
        Assert.IsType<long>(checkpoint.Content["step"]);
        Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(checkpoint.Content["config"]);
        Assert.DoesNotContain("state_dict", checkpoint.Content.Keys);
    }

    private static void AssertMatches(StateDict state, GoldenTensor[] golden, ElementType type, double tolerance)
    {
        Assert.Equal(golden.Select(tensor => tensor.Name), state.Names);
        foreach (GoldenTensor expected in golden)
        {
            Tensor tensor = state[expected.Name];
            Assert.Equal(type, tensor.ElementType);
            Assert.Equal(expected.Shape, tensor.Shape);
            double[] values = ToDoubles(tensor);
            double magnitude = expected.Norm * Math.Sqrt(values.Length);
            Assert.True(Math.Abs(values.Sum() - expected.Sum) <= tolerance * magnitude, expected.Name);
            Assert.True(Math.Abs(Math.Sqrt(values.Sum(x => x * x)) - expected.Norm) <= tolerance * expected.Norm, expected.Name);
        }
    }

    private static double[] ToDoubles(Tensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes(0, int.MaxValue);
        double[] values = new double[tensor.ElementCount];
        int size = tensor.ElementType.ByteCount();
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = tensor.ElementType switch
            {
                ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            };
        }

        return values;
    }
}

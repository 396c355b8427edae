using Ghn.Networks.Onnx;
using Ghn.Networks.Onnx.Protocol;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

public class ModelFileTests
{
    [Theory]
    [InlineData("alexnet__op13_training")]
    [InlineData("resnet18__op13_preserve_dyn")]
    [InlineData("swin_t__op17_eval")]
    public void A_file_that_is_read_and_written_is_the_same_byte_for_byte(string name)
    {
        byte[] bytes = GoldenOnnx.Bytes("onnx_noweights", name);
        GoldenOnnx.WithFile(bytes, path =>
        {
            ModelProto model = ModelFile.Read(path);
            OnnxFileWriter.Write(path, model, [], CancellationToken.None);
            Assert.Equal(bytes, File.ReadAllBytes(path));
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        });
    }

    [Fact]
    public void A_file_that_was_cut_off_is_named_in_the_error()
    {
        byte[] bytes = GoldenOnnx.Bytes("onnx_noweights", "alexnet__op13_eval");
        foreach (int length in (int[])[0, 1, 10, 100, bytes.Length / 2, bytes.Length - 1])
        {
            GoldenOnnx.WithFile(bytes[..length], path =>
            {
                var error = Assert.Throws<InvalidFileException>(() => ModelFile.Read(path));
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public void External_data_is_read_from_the_folder_of_the_model_alone()
    {
        GoldenOnnx.WithFile([], path =>
        {
            string outside = Path.Combine(Path.GetDirectoryName(path)!, "weights");
            string folder = Path.Combine(Path.GetDirectoryName(path)!, "model");
            Directory.CreateDirectory(Path.Combine(folder, "data"));
            byte[] zeroAndOne = [0, 0, 0, 0, 0, 0, 0x80, 0x3F];
            File.WriteAllBytes(outside, zeroAndOne);
            File.WriteAllBytes(Path.Combine(folder, "data", "weights"), zeroAndOne);
            File.CreateSymbolicLink(Path.Combine(folder, "link"), outside);
            var content = new TensorContent(path, folder);

            Assert.Equal(1, content.Read(External("data/weights", offset: 4)).Values[0]);
            foreach (string location in (string[])["../weights", "data/../../weights", outside, "", "data/other", "link"])
            {
                Assert.Throws<InvalidFileException>(() => content.Read(External(location, offset: 4)));
            }

            Assert.Throws<InvalidFileException>(() => content.Read(External("data/weights", offset: 5)));
            Assert.Throws<InvalidFileException>(() => content.Read(External("data/weights", offset: 400)));
        });
    }

    private static TensorProto External(string location, int offset) => new()
    {
        Name = "weight",
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { 1 },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = $"{offset}" },
            new StringStringEntryProto { Key = "length", Value = "4" },
        },
    };
}

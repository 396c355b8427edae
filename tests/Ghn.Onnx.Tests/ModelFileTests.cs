using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Tests;

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
            File.CreateSymbolicLink(Path.Combine(folder, "up"), "..");
            File.CreateSymbolicLink(Path.Combine(folder, "data", "round"), "round");
            File.CreateSymbolicLink(Path.Combine(folder, "inside"), "data/../data/weights");
            var content = new TensorContent(Path.Combine(folder, "model.onnx"));

            Assert.Equal(1, content.Read(External("data/weights", offset: 4)).Values[0]);
            Assert.Equal(1, content.Read(External("inside", offset: 4)).Values[0]);
            string[] refused = ["../weights", "data/../../weights", outside, "", "data", "data/other", "link", "up/weights", "data/round"];
            foreach (string location in refused)
            {
                Assert.Throws<InvalidFileException>(() => content.Read(External(location, offset: 4)));
            }

            Assert.Throws<InvalidFileException>(() => content.Read(External("data/weights", offset: 5)));
            Assert.Throws<InvalidFileException>(() => content.Read(External("data/weights", offset: 400)));
        });
    }

    [Fact]
    public void A_folder_that_is_a_link_itself_is_the_models_folder()
    {
        GoldenOnnx.WithFile([], path =>
        {
            string folder = Path.Combine(Path.GetDirectoryName(path)!, "model");
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "weights"), new byte[4]);
            File.CreateSymbolicLink(folder + "-link", folder);

            Assert.Equal(0, new TensorContent(folder + "-link/model.onnx").Read(External("weights", offset: 0)).Values[0]);
        });
    }

    [Fact]
    public void Tensors_that_name_the_same_external_bytes_again_and_again_are_refused()
    {
        GoldenOnnx.WithFile([], path =>
        {
            const int Count = 1 << 22;
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "weights"), new byte[sizeof(float) * Count]);
            var content = new TensorContent(path);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(Count, content.Read(External("weights", offset: 0, Count)).ElementCount);
            }

            var error = Assert.Throws<InvalidFileException>(() => content.Read(External("weights", offset: 0, Count)));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains("again and again", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Initialisers_that_no_node_takes_are_not_read()
    {
        byte[] bytes = GoldenOnnx.Bytes("onnx_noweights", "alexnet__op13_eval");
        GoldenOnnx.WithFile(bytes, path =>
        {
            ModelProto model = ModelFile.Read(path);
            int parameters = OnnxModel.Load(path, imageSize: 224).Network.Parameters.Count;
            TensorProto unused = External("nowhere", offset: 0);
            model.Graph.Initializer.Add(unused);
            OnnxFileWriter.Write(path, model, [], CancellationToken.None);

            Assert.Equal(parameters, OnnxModel.Load(path, imageSize: 224).Network.Parameters.Count);
            model.Graph.Node[0].Input.Add(unused.Name);
            OnnxFileWriter.Write(path, model, [], CancellationToken.None);
            Assert.Contains("nowhere", Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path, imageSize: 224)).Message,
                StringComparison.Ordinal);
        });
    }

    private static TensorProto External(string location, int offset, int count = 1) => new()
    {
        Name = "outside",
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { count },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = $"{offset}" },
            new StringStringEntryProto { Key = "length", Value = $"{sizeof(float) * count}" },
        },
    };
}

using System.Text;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>ONNX files with other weights: nothing else changes.</summary>
public sealed class WeightReplacementTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    public static TheoryData<string> FilesWithWeights => [.. GoldenOnnx.Names("onnx")];

    public static TheoryData<string> Forms => [.. WeightForms.Names];

    [Theory, MemberData(nameof(FilesWithWeights))]
    public void Everything_but_the_weights_stays(string name)
    {
        OnnxModel file = Write(WithUnknownFields(GoldenOnnx.Load("onnx", name).Proto));
        ModelProto after = ModelFile.Read(Replace(file));
        HashSet<string> weights = [.. file.Bindings.Select(binding => binding.Source.Name)];
        foreach ((TensorProto before, TensorProto tensor) in file.Proto.Graph.Initializer.Zip(after.Graph.Initializer))
        {
            Assert.Equal(weights.Contains(before.Name), before.RawData != tensor.RawData);
            tensor.RawData = before.RawData;
        }

        Assert.Equal(file.Proto, after);
    }

    [Theory, MemberData(nameof(FilesWithWeights))]
    public void Files_have_the_weights_that_they_were_given(string name)
    {
        OnnxModel file = GoldenOnnx.Load("onnx", name);
        RequireWeights(file, Replace(file), tolerance: 0);
    }

    [Theory, MemberData(nameof(Forms))]
    public void Weights_are_replaced_wherever_a_file_keeps_them(string form)
    {
        OnnxModel file = Write(WeightForms.Tiny(form, _folder.FullName));
        Assert.Equal(8, file.Bindings.Count);
        string after = Replace(file);
        RequireWeights(file, after, tolerance: form == WeightForms.HalfPrecision ? 1e-3 : 0);
        Assert.Empty(Types(file.Proto).Except(Types(ModelFile.Read(after))));
    }

    [Fact]
    public void Files_do_not_need_what_lay_beside_the_old_one()
    {
        OnnxModel file = Write(WeightForms.Tiny(WeightForms.Beside, _folder.FullName));
        string after = Replace(file);
        foreach (string data in Directory.GetFiles(_folder.FullName, "*.data"))
        {
            File.Delete(data);
        }

        RequireWeights(file, after, tolerance: 0);
    }

    [Theory]
    [InlineData("shufflenet_v2_x0_5__op17_eval")]
    [InlineData("shufflenet_v2_x0_5__op13_preserve_dyn")]
    [InlineData("swin_t__op13_preserve")]
    public void Inputs_without_numbers_become_initialisers(string name)
    {
        OnnxModel file = GoldenOnnx.Load("onnx_noweights", name);
        Assert.Empty(file.Weights);
        string path = Replace(file);
        ModelProto after = ModelFile.Read(path);
        Assert.Equal(file.Proto.Graph.Input[0], Assert.Single(after.Graph.Input));
        Assert.Equal(file.Proto.Graph.Input.Skip(1).Select(input => input.Name), after.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(file.Proto.Graph.Node, after.Graph.Node);
        RequireWeights(file, path, tolerance: 0);
    }

    [Theory, MemberData(nameof(Forms))]
    public void Weights_of_unknown_operations_stay_bit_for_bit(string form)
    {
        ModelProto model = WeightForms.Tiny(form, _folder.FullName);
        NodeProto normalization = model.Graph.Node.Single(node => node.OpType == "BatchNormalization");
        (normalization.OpType, normalization.Domain) = ("Standardize", "com.example");
        OnnxModel file = Write(model, skipsUnknown: true);
        Assert.Equal(4, file.Bindings.Count);
        Assert.Equal(["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"], file.SkippedTensors.Select(tensor => tensor.Name));
        OnnxModel after = OnnxModel.Load(Replace(file), skipsUnknown: true);
        Assert.Equal(4, after.Bindings.Count);
        foreach ((SkippedTensor expected, SkippedTensor actual) in file.SkippedTensors.Zip(after.SkippedTensors))
        {
            Assert.Equal((expected.Name, expected.Shape, expected.Value is null), (actual.Name, actual.Shape, actual.Value is null));
            Assert.True(
                expected.Value is null || expected.Value.Bytes(0, int.MaxValue).SequenceEqual(actual.Value!.Bytes(0, int.MaxValue)));
        }
    }

    [Fact]
    public void A_file_can_be_written_over()
    {
        OnnxModel file = Write(WeightForms.Tiny(WeightForms.Beside, _folder.FullName));
        OnnxExport.Save(file.Path, file, WeightForms.Other(file));
        RequireWeights(file, file.Path, tolerance: 0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A file with words, metadata, a domain of another's, and fields of a later version of the format, here and there.</summary>
    private static ModelProto WithUnknownFields(ModelProto model)
    {
        byte[] field = [0xFA, 0x7F, 5, .. Encoding.UTF8.GetBytes("later")];
        IMessage[] places = [model, model.Graph, model.Graph.Node[0], model.Graph.Initializer[0], model.Graph.Output[0]];
        foreach (IMessage place in places)
        {
            place.MergeFrom(field);
        }

        model.DocString = model.Graph.DocString = model.Graph.Node[0].DocString = "words";
        model.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "somebody" });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 3 });
        return model;
    }

    private static IEnumerable<(string, int)> Types(ModelProto model) =>
        model.Graph.Initializer.Select(tensor => (tensor.Name, tensor.DataType));

    private static void RequireWeights(OnnxModel file, string path, double tolerance)
    {
        using StateDict expected = WeightForms.Other(file);
        StateDict actual = OnnxModel.Load(path).Weights;
        Assert.Equal(expected.Names, actual.Names);
        foreach ((string name, Tensor tensor) in expected)
        {
            Tensor values = Conversion.ToFloat32(actual[name]);
            Assert.Equal(tensor.Shape, values.Shape);
            double difference = 0;
            for (int i = 0; i < values.ElementCount; i++)
            {
                difference = Math.Max(difference, Math.Abs(tensor.Values[i] - values.Values[i]));
            }

            Assert.InRange(difference, 0, tolerance);
        }
    }

    private OnnxModel Write(ModelProto model, bool skipsUnknown = false)
    {
        string path = Path.Combine(_folder.FullName, "before.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return OnnxModel.Load(path, skipsUnknown: skipsUnknown);
    }

    private string Replace(OnnxModel file)
    {
        string path = Path.Combine(_folder.FullName, "after.onnx");
        using StateDict weights = WeightForms.Other(file);
        OnnxExport.Save(path, file, weights);
        return path;
    }
}

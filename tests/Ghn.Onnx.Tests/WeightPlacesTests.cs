using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>Weights may lie in several places of a file, or beside it: the network and its weights are the same.</summary>
public class WeightPlacesTests
{
    private static readonly byte[] Bytes = GoldenOnnx.Bytes("onnx", "user_cnn__op13_preserve");

    [Fact]
    public void A_weight_that_two_layers_take_in_two_orientations_is_one_parameter()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_noweights", "resnet18__op13_preserve"));
        NodeProto linear = model.Graph.Node.Last();
        ValueInfoProto weight = model.Graph.Input.Single(input => input.Name == linear.Input[1]);
        weight.Type.TensorType.Shape.Dim[0].DimValue = weight.Type.TensorType.Shape.Dim[1].DimValue;
        model.Graph.Node.Insert(
            model.Graph.Node.Count - 1,
            new NodeProto { OpType = "MatMul", Input = { linear.Input[0], weight.Name }, Output = { "before" } });
        linear.Input[0] = "before";
        linear.Input.RemoveAt(2);

        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            Network network = OnnxModel.Load(path).Network;
            NetworkNode[] linears = [.. network.Nodes.Where(node => node.Layer is Linear)];
            Assert.Single(network.Parameters, parameter => parameter.Name == weight.Name);
            Assert.Equal([weight.Name, weight.Name], linears.Select(node => node.StateName("weight")));
            Assert.Equal([0, 1], linears.Select(node => node.Computations.Count));
        });
    }

    [Fact]
    public void Weights_as_constant_nodes() => RequireSame((model, _) =>
    {
        foreach (TensorProto tensor in model.Graph.Initializer.Reverse())
        {
            var value = new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor };
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { tensor.Name }, Attribute = { value } });
        }

        model.Graph.Initializer.Clear();
    });

    [Fact]
    public void Initialisers_that_are_also_inputs() => RequireSame((model, _) =>
    {
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            model.Graph.Input.Insert(0, new ValueInfoProto { Name = tensor.Name });
        }
    });

    [Fact]
    public void Weights_in_a_file_of_their_own() => RequireSame((model, folder) =>
    {
        using FileStream data = File.Create(Path.Combine(folder, "weights.bin"));
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{data.Position}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            data.Write(tensor.RawData.Span);
            tensor.ClearRawData();
        }
    });

    [Fact]
    public void Numbers_in_typed_fields() => RequireSame((model, _) =>
    {
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            float[] numbers = new float[tensor.RawData.Length / sizeof(float)];
            Buffer.BlockCopy(tensor.RawData.ToByteArray(), 0, numbers, 0, tensor.RawData.Length);
            tensor.ClearRawData();
            tensor.FloatData.Add(numbers);
        }
    });

    [Fact]
    public void A_tensor_that_two_layers_have_is_one_parameter_of_both()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_noweights", "resnet18__op13_preserve"));
        foreach (string entry in (string[])["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"])
        {
            NodeProto second = model.Graph.Node.First(node => node.Input.Contains($"layer1.1.{entry}"));
            second.Input[second.Input.IndexOf($"layer1.1.{entry}")] = $"layer1.0.{entry}";
        }

        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            Network network = OnnxModel.Load(path).Network;
            Assert.Equal(2, network.Nodes.Count(node => node.Layer is Conv2d && node.StateName("weight") == "layer1.0.conv1.weight"));
            Assert.Single(network.State, entry => entry.Name == "layer1.0.conv1.weight");
            Assert.DoesNotContain(network.State, entry => entry.Name.Contains("layer1.1.conv1", StringComparison.Ordinal));
            Assert.Single(network.State, entry => entry.Name == "layer1.0.bn1.num_batches_tracked");
            Assert.DoesNotContain(network.State, entry => entry.Name.Contains("bn1_1", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_tensor_that_stands_for_several_equal_ones_is_a_parameter_of_each_of_their_layers()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_noweights", "resnet18__op13_preserve"));
        foreach (string entry in (string[])["weight", "bias", "running_mean", "running_var"])
        {
            model.Graph.Input.Remove(model.Graph.Input.First(input => input.Name == $"layer1.0.bn1.{entry}"));
            model.Graph.Node.Insert(
                0, new NodeProto { OpType = "Identity", Input = { $"bn1.{entry}" }, Output = { $"layer1.0.bn1.{entry}" } });
        }

        GoldenOnnx.WithFile(model.ToByteArray(), path => Assert.Equal(
            Zoo.Create("resnet18").State.Select(entry => (entry.Name, entry.Shape)),
            OnnxModel.Load(path).Network.State.Select(entry => (entry.Name, entry.Shape))));
    }

    private static void RequireSame(Action<ModelProto, string> change)
    {
        OnnxModel expected = GoldenOnnx.Load("onnx", "user_cnn__op13_preserve");
        GoldenOnnx.WithFile([], path =>
        {
            ModelProto proto = ModelProto.Parser.ParseFrom(Bytes);
            change(proto, Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, proto.ToByteArray());
            OnnxModel actual = OnnxModel.Load(path);
            Assert.Equal(expected.Network.Nodes.Select(node => node.Name), actual.Network.Nodes.Select(node => node.Name));
            Assert.Equal(expected.Weights.Count, actual.Weights.Count);
            foreach ((string name, Tensor value) in expected.Weights)
            {
                Assert.True(value.Values.SequenceEqual(actual.Weights[name].Values), $"{name} differs.");
            }
        });
    }
}

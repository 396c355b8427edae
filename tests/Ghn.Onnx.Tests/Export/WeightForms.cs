using System.Runtime.InteropServices;
using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Export;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Tests;

/// <summary>The ways in which ONNX files keep weights, in a small file.</summary>
internal static class WeightForms
{
    public const string HalfPrecision = "half precision";
    public const string Beside = "files beside the model";

    private static readonly Dictionary<string, Action<ModelProto, string>> Changes = new(StringComparer.Ordinal)
    {
        ["single precision"] = (_, _) => { },
        [HalfPrecision] = (model, _) => Retype(model, DataType.Float16, value => (Half)value),
        ["double precision"] = (model, _) => Retype(model, DataType.Double, value => (double)value),
        ["typed fields"] = (model, _) => ForEach(model, tensor =>
        {
            tensor.FloatData.Add(Numbers(tensor));
            tensor.ClearRawData();
        }),
        ["inputs, too"] = (model, _) => ForEach(model, tensor => model.Graph.Input.Add(InputOf(tensor))),
        ["inputs only"] = (model, _) =>
        {
            ForEach(model, tensor => model.Graph.Input.Add(InputOf(tensor)));
            model.Graph.Initializer.Clear();
        },
        ["constant nodes"] = (model, _) =>
        {
            ForEach(model, tensor => model.Graph.Node.Insert(0, ConstantOf(tensor)));
            model.Graph.Initializer.Clear();
        },
        ["written once where they are equal"] = (model, _) =>
        {
            foreach (string name in (string[])["bn.bias", "bn.running_mean"])
            {
                model.Graph.Initializer.Remove(model.Graph.Initializer.First(tensor => tensor.Name == name));
                model.Graph.Node.Insert(0, new NodeProto { OpType = "Identity", Input = { "conv.bias" }, Output = { name } });
            }
        },
        [Beside] = (model, folder) => ForEach(model, tensor =>
        {
            File.WriteAllBytes(Path.Combine(folder, $"{tensor.Name}.data"), tensor.RawData.ToByteArray());
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = $"{tensor.Name}.data" });
        }),
    };

    /// <summary>What the forms are called.</summary>
    public static IEnumerable<string> Names => Changes.Keys;

    /// <summary>A file of eight tensors of weights.</summary>
    /// <param name="form">How it keeps them.</param>
    /// <param name="folder">Where it will lie.</param>
    public static ModelProto Tiny(string form, string folder)
    {
        var builder = new NetworkBuilder("tiny", [3, 8, 8]);
        Network network = builder.Build(
            builder.Input.Conv2d("conv", 4, kernel: 3).BatchNorm2d("bn").Relu().AdaptiveAvgPool2d(1).Flatten().Linear("fc", 5));
        using var model = new Networks.Execution.Model(network, network.Initialize(seed: 1));
        ModelProto protocol = NetworkExporter.ToProtocol(model, []);
        foreach (TensorNumbers numbers in NetworkExporter.NumbersOf(protocol, model))
        {
            numbers.Place.RawData = ByteString.CopyFrom(numbers.Values.Bytes(0, int.MaxValue));
        }

        Changes[form](protocol, folder);
        return protocol;
    }

    /// <summary>Other weights than a file has.</summary>
    public static StateDict Other(OnnxModel file)
    {
        var weights = new StateDict();
        foreach ((int i, ParameterBinding binding) in file.Bindings.Index())
        {
            weights.Add(binding.Name, HashedValues.Entry(binding.Name, binding.Map.Shape, 100 + i, gain: 1));
        }

        return weights;
    }

    private static void Retype<T>(ModelProto model, DataType type, Converter<float, T> convert)
        where T : unmanaged => ForEach(model, tensor =>
        {
            tensor.DataType = (int)type;
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(Array.ConvertAll(Numbers(tensor), convert)));
        });

    private static ValueInfoProto InputOf(TensorProto tensor)
    {
        IEnumerable<TensorShapeProto.Types.Dimension> sizes =
            tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size });
        var type = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = new TensorShapeProto { Dim = { sizes } } };
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }

    private static NodeProto ConstantOf(TensorProto tensor) => new()
    {
        OpType = "Constant",
        Name = $"{tensor.Name}/Constant",
        Output = { tensor.Name },
        Attribute = { OnnxAttributes.Tensor("value", tensor) },
    };

    private static float[] Numbers(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();

    private static void ForEach(ModelProto model, Action<TensorProto> change)
    {
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            change(tensor);
        }
    }
}

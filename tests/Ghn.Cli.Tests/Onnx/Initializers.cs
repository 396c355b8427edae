using System.Runtime.InteropServices;
using Ghn.Tensors;
using Ghn.Testing.Protocol;

namespace Ghn.Cli.Tests;

/// <summary>The initialisers of an ONNX file as the file has them, whatever Ghn makes of them.</summary>
internal static class Initializers
{
    /// <summary>Those whose names come from the module, not from the exporter.</summary>
    public static StateDict Named(string path)
    {
        var named = new StateDict();
        foreach (TensorProto tensor in ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Initializer)
        {
            if (!IsInvented(tensor.Name) && Values(tensor) is { } values)
            {
                named[tensor.Name] = values;
            }
        }

        return named;
    }

    /// <summary>For each tensor that the exporter has left out because it equals another, that other.</summary>
    public static IReadOnlyDictionary<string, string> Originals(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path))
        .Graph.Node.Where(node => node.OpType == "Identity").ToDictionary(node => node.Output[0], node => node.Input[0]);

    /// <summary>Whether PyTorch's exporter made a name up: <c>onnx::MatMul_42</c>, <c>/blocks/Constant_output_0</c>.</summary>
    public static bool IsInvented(string name) => name.Contains("::", StringComparison.Ordinal) || name.StartsWith('/');

    /// <summary>The numbers, where they are of a type of state dicts.</summary>
    private static Tensor? Values(TensorProto tensor)
    {
        Shape shape = [.. tensor.Dims.Select(size => (int)size)];
        ReadOnlySpan<byte> bytes = tensor.RawData.Span;
        return (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float when tensor.FloatData.Count > 0 => Tensor.From<float>(tensor.FloatData.ToArray(), shape),
            TensorProto.Types.DataType.Float => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
            TensorProto.Types.DataType.Int64 => Tensor.From(MemoryMarshal.Cast<byte, long>(bytes), shape),
            _ => null,
        };
    }
}

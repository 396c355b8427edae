using Ghn.Onnx.Model.Protocol;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using AttributeType = Ghn.Onnx.Model.Protocol.AttributeProto.Types.AttributeType;

namespace Ghn.Onnx.Tests;

/// <summary>
/// The written specification is true: ONNX Runtime knows every operator of every version, with its attributes, and looks at them.
/// </summary>
public class OnnxSpecificationTests
{
    /// <summary>Operators whose attributes ONNX Runtime does not check: a function of its own, and what becomes an initialiser.</summary>
    private static readonly string[] Unchecked = ["LayerNormalization", "Constant"];

    private const int MaxInputs = 9;

    private const int MaxOutputs = 3;

    public static TheoryData<string> Operators => [.. OnnxSpecification.Names];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_attribute_of_every_version_is_known(string name)
    {
        foreach ((int version, IReadOnlyDictionary<string, string> attributes) in OnnxSpecification.Versions(name))
        {
            string objection = Objection(name, version, attributes);
            Assert.False(IsToName(objection), $"{name} of operator set {version}: {objection}");
            if (Unchecked.Contains(name))
            {
                continue;
            }

            string other = Objection(name, version, attributes.Append(new KeyValuePair<string, string>("made_up", "INT")));
            Assert.Contains("Unrecognized attribute: made_up", other, StringComparison.Ordinal);
        }
    }

    /// <summary>What ONNX Runtime says of a graph of that operator alone, called with as many inputs and outputs as it wants.</summary>
    private static string Objection(string name, int version, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        string objection = string.Empty;
        for (int outputs = 1; outputs <= MaxOutputs; outputs++)
        {
            for (int inputs = 0; inputs <= MaxInputs; inputs++)
            {
                objection = Objection(Model(name, version, attributes, inputs, outputs));
                if (!objection.Contains("not in range", StringComparison.Ordinal))
                {
                    return objection;
                }
            }
        }

        return objection;
    }

    private static string Objection(ModelProto model)
    {
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(model.ToByteArray(), options);
            return string.Empty;
        }
        catch (OnnxRuntimeException error)
        {
            return error.Message;
        }
    }

    private static bool IsToName(string objection) =>
        objection.Contains("Unrecognized attribute", StringComparison.Ordinal)
        || objection.Contains("not in range", StringComparison.Ordinal)
        || objection.Contains("not a registered", StringComparison.Ordinal)
        || objection.Contains("No Op registered", StringComparison.Ordinal);

    private static ModelProto Model(string name, int version, IEnumerable<KeyValuePair<string, string>> attributes, int inputs, int outputs)
    {
        var node = new NodeProto { OpType = name, Name = "node" };
        node.Input.AddRange(Enumerable.Range(0, inputs).Select(place => $"input{place}"));
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(place => $"output{place}"));
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Key, attribute.Value)));
        var graph = new GraphProto { Name = "graph", Node = { node } };
        graph.Input.AddRange(node.Input.Select(Value));
        graph.Output.AddRange(node.Output.Select(Value));
        return new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Version = version } }, Graph = graph };
    }

    private static ValueInfoProto Value(string name) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
    };

    private static AttributeProto Attribute(string name, string type)
    {
        var attribute = new AttributeProto
        {
            Name = name,
            Type = Enum.Parse<AttributeType>(type.Replace("_", string.Empty), ignoreCase: true),
        };
        switch (attribute.Type)
        {
            case AttributeType.Int:
                attribute.I = 1;
                break;
            case AttributeType.Float:
                attribute.F = 1;
                break;
            case AttributeType.String:
                attribute.S = ByteString.CopyFromUtf8("text");
                break;
            case AttributeType.Ints:
                attribute.Ints.Add(1);
                break;
            case AttributeType.Floats:
                attribute.Floats.Add(1);
                break;
            case AttributeType.Strings:
                attribute.Strings.Add(ByteString.CopyFromUtf8("text"));
                break;
            case AttributeType.Tensor:
                attribute.T = new TensorProto { DataType = (int)TensorProto.Types.DataType.Float, Dims = { 1 }, FloatData = { 1 } };
                break;
            case AttributeType.Graph:
                attribute.G = new GraphProto { Name = "body" };
                break;
            case AttributeType.TypeProto:
                attribute.Tp = Value(name).Type;
                break;
        }

        return attribute;
    }
}

using System.Text;

namespace Ghn.Fuzz.Mutations;

/// <summary>
/// Changes fields of a protocol buffer at any depth: removes, repeats, exchanges them, gives them other numbers or the texts of others,
/// with lengths that are right again.
/// </summary>
internal static class ProtobufMutation
{
    private const int MaxDepth = 8;

    /// <summary>What is longer is data rather than a message.</summary>
    private const int MaxMessageBytes = 1 << 16;

    private static readonly string[] Texts =
    [
        "", "Conv", "Gemm", "MatMul", "Reshape", "Transpose", "Concat", "Slice", "Resize", "Split", "Gather", "BatchNormalization",
            "MaxPool",
        "ReduceMean", "Flatten", "Squeeze", "Unsqueeze", "Expand", "Pad", "Add", "Mul", "Pow", "Softmax", "GlobalAveragePool",
        "ConvTranspose",
        "Einsum", "Loop", "Constant", "ConstantOfShape", "Shape", "Range", "Where", "LayerNormalization", "axis", "axes", "perm", "pads",
        "strides",
        "kernel_shape", "group", "SAME_UPPER", "location", "/etc/passwd", "\u001b[31m\n",
    ];

    /// <summary>A changed message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> message, Random random)
    {
        List<ProtobufField> fields = ProtobufField.Parse(message) ?? throw new InvalidDataException("no message");
        Change(fields, random, MaxDepth, []);
        var result = new MemoryStream(message.Length);
        foreach (ProtobufField field in fields)
        {
            field.WriteTo(result);
        }

        return result.ToArray();
    }

    private static void Change(List<ProtobufField> fields, Random random, int depth, List<string> texts)
    {
        if (fields.Count == 0)
        {
            return;
        }

        int place = random.Next(fields.Count);
        ProtobufField field = fields[place];
        texts.AddRange(fields.Where(other => other.IsText).Select(other => Encoding.UTF8.GetString(other.Bytes!)).Take(4));
        if (depth > 0 && field.Bytes is { Length: > 1 and < MaxMessageBytes } bytes && random.Next(10) > 0
            && ProtobufField.Parse(bytes) is { Count: > 0 } nested)
        {
            Change(nested, random, depth - 1, texts);
            var result = new MemoryStream(bytes.Length);
            foreach (ProtobufField inner in nested)
            {
                inner.WriteTo(result);
            }

            fields[place] = field with { Bytes = result.ToArray() };
            return;
        }

        switch (random.Next(8))
        {
            case 0:
                fields.RemoveAt(place);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count), field);
                break;
            case 2:
                int other = random.Next(fields.Count);
                (fields[place], fields[other]) = (fields[other], fields[place]);
                break;
            case 3:
                fields[place] = field with { Bytes = field.Bytes is null ? null : fields[random.Next(fields.Count)].Bytes ?? field.Bytes };
                break;
            default:
                fields[place] = Changed(field, random, texts);
                break;
        }
    }

    private static ProtobufField Changed(ProtobufField field, Random random, List<string> texts)
    {
        if (field.Bytes is not { } bytes)
        {
            return field with { Number = InterestingNumbers.Next(random, field.Number) };
        }

        if (!field.IsText)
        {
            return field with { Bytes = ByteMutation.Apply(bytes, random) };
        }

        return field with
        {
            Bytes = random.Next(4) switch
            {
                0 => TextMutation.Apply(bytes, random),
                1 when texts.Count > 0 => Encoding.UTF8.GetBytes(texts[random.Next(texts.Count)]),
                _ => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]),
            },
        };
    }
}

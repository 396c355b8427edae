using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Safetensors;

/// <summary>
/// Hugging Face's format: the length of a header in 8 bytes, the header (JSON: for each tensor its dtype, shape and the offsets
/// of its first and past its last byte), and the tensors' bytes, which must fill the rest of the file without gap or overlap.
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>The longest header that the format's own reader accepts, too.</summary>
    internal const long MaxHeaderBytes = 100_000_000;

    /// <summary>The entry of the header that is no tensor.</summary>
    internal const string MetadataKey = "__metadata__";
    private const int MaxRank = 64;

    /// <summary>Whether a file starts with the length of a header and a brace.</summary>
    public static bool Recognizes(FileBytes file) => file.Length >= 9 && file.Head(9)[8] == '{';

    /// <summary>Reads the header; the tensors are views of the file.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static Checkpoint Read(FileBytes file)
    {
        long headerBytes = file.Int64(0, "the length of the header");
        if (headerBytes > MaxHeaderBytes)
        {
            throw file.Invalid(0, $"the header claims {headerBytes} bytes; {MaxHeaderBytes} are the most");
        }

        var state = new StateDict();
        ReadOnlySpan<byte> header = file.Span(sizeof(long), (int)headerBytes, "the header");
        FileBytes data = file.Window(sizeof(long) + headerBytes, file.Length - sizeof(long) - headerBytes, "the data");
        try
        {
            CheckTiling(ReadHeader(header, data, state), data);
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(file.Name, "header", error);
        }

        return new Checkpoint(FileFormat.Safetensors, state, JsonContent.FromMetadata(state.Metadata));
    }

    private static List<(long Begin, long End)> ReadHeader(ReadOnlySpan<byte> header, FileBytes data, StateDict state)
    {
        var extents = new List<(long Begin, long End)>();
        var json = new Utf8JsonReader(header);
        Expect(ref json, JsonTokenType.StartObject);
        bool hasMetadata = false;
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            string name = json.Text();
            if (name == MetadataKey && !hasMetadata)
            {
                ReadMetadata(ref json, state);
                hasMetadata = true;
                continue;
            }

            if (name == MetadataKey || state.Contains(name))
            {
                throw new JsonException($"{name} occurs twice.");
            }

            state.Add(name, ReadTensor(ref json, name, data, out (long Begin, long End) extent));
            extents.Add(extent);
        }

        if (json.Read())
        {
            throw new JsonException("Something follows the header.");
        }

        return extents;
    }

    private static void ReadMetadata(ref Utf8JsonReader json, StateDict state)
    {
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            string key = json.Text();
            Expect(ref json, JsonTokenType.String);
            if (!state.Metadata.TryAdd(key, json.Text()))
            {
                throw new JsonException($"The metadata {key} occur twice.");
            }
        }
    }

    private static Tensor ReadTensor(ref Utf8JsonReader json, string name, FileBytes data, out (long Begin, long End) extent)
    {
        ElementType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            if (json.IsText("dtype"u8) && type is null)
            {
                Expect(ref json, JsonTokenType.String);
                type = SafetensorsTypes.Parse(json.Text())
                    ?? throw new JsonException(
                        $"{name} has elements of type {json.Text()}, which is not supported: convert it to F32.");
            }
            else if (json.IsText("shape"u8) && shape is null)
            {
                shape = ReadNumbers(ref json, MaxRank);
            }
            else if (json.IsText("data_offsets"u8) && offsets is null)
            {
                offsets = ReadNumbers(ref json, 2);
            }
            else
            {
                throw new JsonException($"{name} has a property {json.Text()} that is unknown or repeated.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw new JsonException($"{name} lacks one of dtype, shape and data_offsets.");
        }

        extent = (begin, end);
        Int128 bytes = type.Value.ByteCount();
        foreach (long size in shape)
        {
            bytes *= size;
            if (size > int.MaxValue || bytes > long.MaxValue / 4)
            {
                throw new JsonException($"{name} has the impossible shape [{string.Join(", ", shape)}].");
            }
        }

        if (begin > end || end > data.Length || bytes != end - begin)
        {
            throw new JsonException($"{name} needs {bytes} bytes; its offsets are {begin} and {end}, and the data end at {data.Length}.");
        }

        return data.Tensor(begin, Shape.Create([.. shape.Select(size => (int)size)]), type.Value, name);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader json, int most)
    {
        var numbers = new List<long>();
        Expect(ref json, JsonTokenType.StartArray);
        while (Next(ref json) == JsonTokenType.Number)
        {
            if (numbers.Count == most || !json.TryGetInt64(out long number) || number < 0)
            {
                throw new JsonException("A list of sizes or offsets is too long, or holds something that is neither.");
            }

            numbers.Add(number);
        }

        return json.TokenType == JsonTokenType.EndArray ? numbers : throw new JsonException("A size or offset is no number.");
    }

    private static void CheckTiling(List<(long Begin, long End)> extents, FileBytes data)
    {
        extents.Sort();
        long position = 0;
        foreach ((long begin, long end) in extents)
        {
            if (begin != position)
            {
                throw new JsonException(
                    $"Tensors overlap or leave a gap at bytes {Math.Min(begin, position)} to {Math.Max(begin, position)} of the data.");
            }

            position = end;
        }

        if (position != data.Length)
        {
            throw new JsonException($"The tensors end at byte {position} of the data, the file at {data.Length}.");
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) =>
        json.Read() ? json.TokenType : throw new JsonException("The header ends too early.");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (Next(ref json) != type)
        {
            throw new JsonException($"There is {json.TokenType} where {type} belongs, at byte {json.TokenStartIndex} of the header.");
        }
    }
}

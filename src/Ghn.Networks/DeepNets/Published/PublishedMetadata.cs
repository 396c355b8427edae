using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// The JSON file beside a published HDF5 file, hundreds of megabytes for the training split: <c>{"SPLIT": {"nets": [{…}, …], …}, …}</c>.
/// It is mapped, if it is large, and walked through once, to note where each network's arguments lie; they are read when they are asked
/// for.
/// </summary>
internal sealed class PublishedMetadata : IDisposable
{
    private readonly FileBytes _file;
    private readonly Dictionary<string, List<(int Start, int Length)>> _networks = new(StringComparer.Ordinal);

    private PublishedMetadata(TensorMemory memory, string path)
    {
        _file = new FileBytes(memory, path);
        if (_file.Length > int.MaxValue)
        {
            throw _file.Invalid(0, "metadata of more than 2 GB are not supported");
        }

        Walk();
    }

    /// <summary>The splits that there are networks of.</summary>
    public IReadOnlyCollection<string> Splits => _networks.Keys;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidFileException">It is no such file.</exception>
    public static PublishedMetadata Open(string path)
    {
        TensorMemory memory = FileMemory.Open(path, isWritable: false);
        try
        {
            return new PublishedMetadata(memory, path);
        }
        catch (JsonException error)
        {
            memory.Dispose();
            throw new InvalidFileException(path, "as JSON", error);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>The file's bytes.</summary>
    public TensorMemory Memory => _file.Memory;

    /// <summary>The number of networks of a split.</summary>
    public int Count(string split) => _networks[split].Count;

    /// <summary>A network of a split.</summary>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    public DeepNet Read(string split, int index)
    {
        (int start, int length) = _networks[split][index];
        try
        {
            var reader = new Utf8JsonReader(_file.Span(start, length, "a network"));
            using var document = JsonDocument.ParseValue(ref reader);
            return DeepNetJson.Parse(document.RootElement, _file.Name);
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(_file.Name, $"network {index} of {split}", error);
        }
    }

    /// <summary>Returns the memory, or unmaps the file.</summary>
    public void Dispose() => Memory.Dispose();

    private void Walk()
    {
        var reader = new Utf8JsonReader(_file.Span());
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string split = reader.Text();
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                WalkSplit(ref reader, split);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void WalkSplit(ref Utf8JsonReader reader, string split)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool areNetworks = reader.IsText("nets"u8);
            reader.Read();
            if (!areNetworks || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            List<(int Start, int Length)> networks = _networks[split] = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                networks.Add((start, (int)reader.BytesConsumed - start));
            }
        }
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw _file.Invalid(0, "an object with splits is expected here");
        }
    }
}

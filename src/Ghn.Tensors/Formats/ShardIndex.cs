using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Safetensors;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats;

/// <summary>
/// The index of a model in several files, as Hugging Face's libraries write it: <c>model.safetensors.index.json</c> or
/// <c>pytorch_model.bin.index.json</c>. It tells for each tensor which file beside it the tensor lies in.
/// </summary>
internal static class ShardIndex
{
    private const int MaxIndexBytes = 64 << 20;

    /// <summary>Whether a file is JSON of an object, and small enough for an index.</summary>
    public static bool Recognizes(FileBytes file) =>
        file.Length < MaxIndexBytes && file.Head(64).TrimStart(" \r\n\t"u8) is [(byte)'{', ..] && !SafetensorsReader.Recognizes(file);

    /// <summary>The files that an index names, whether they are there or not; none if the file is no index that can be read.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || !File.Exists(path) || RegularFile.OtherKindOf(path) is not null)
        {
            return [];
        }

        try
        {
            using TensorMemory memory = FileMemory.Open(path);
            var index = new FileBytes(memory, path);
            return Recognizes(index) ? [.. ReadPlaces(index).Values.Distinct().Where(IsName).Select(shard => PathOf(index, shard))] : [];
        }
        catch (Exception error) when (error is InvalidFileException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads the files that an index names, each as any file of weights, as one.</summary>
    /// <param name="index">The index.</param>
    /// <param name="key">Under which key the state dict stands in each file.</param>
    /// <exception cref="InvalidFileException">The index or a file is not what it should be, or a tensor is missing.</exception>
    public static Checkpoint Load(FileBytes index, string? key)
    {
        OrderedDictionary<string, string> places = ReadPlaces(index);
        var shards = new OrderedDictionary<string, Checkpoint>(StringComparer.Ordinal);
        try
        {
            foreach (string shard in places.Values)
            {
                if (!shards.ContainsKey(shard))
                {
                    shards.Add(shard, Open(index, shard, key));
                }
            }

            return Join(index, places, shards);
        }
        catch
        {
            foreach (Checkpoint shard in shards.Values)
            {
                shard.Dispose();
            }

            throw;
        }
    }

    private static OrderedDictionary<string, string> ReadPlaces(FileBytes index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(index.Span().ToArray());
            if (JsonText.Member(document.RootElement, "weight_map") is not { ValueKind: JsonValueKind.Object } map)
            {
                throw new InvalidFileException(
                    index.Name, "as a whole", "this is JSON, but no index of shards: it has no weight_map", "Name a file of weights.");
            }

            var places = new OrderedDictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty entry in map.EnumerateObject())
            {
                places[entry.NameText()] = entry.Value.Text();
            }

            return places.Count > 0 ? places : throw new InvalidFileException(index.Name, "weight_map", "it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(index.Name, "as a whole", error);
        }
    }

    /// <summary>A shard lies in the folder of the index: an index that leads elsewhere is not followed.</summary>
    private static Checkpoint Open(FileBytes index, string shard, string? key)
    {
        if (!IsName(shard))
        {
            throw new InvalidFileException(index.Name, "weight_map", $"'{shard}' is no name of a file beside the index");
        }

        string path = PathOf(index, shard);
        if (!File.Exists(path))
        {
            throw new InvalidFileException(
                index.Name, "weight_map", $"the shard {shard} is missing", "Fetch all files of the model into one folder.");
        }

        TensorMemory memory = FileMemory.Open(path);
        try
        {
            return StateDictFile.Read(memory, path, key);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private static bool IsName(string shard) => shard is [_, ..] and not ("." or "..")
        && !shard.Any(letter => letter is '/' or '\\' or ':' || char.IsControl(letter));

    private static string PathOf(FileBytes index, string shard) => Path.Combine(Path.GetDirectoryName(index.Name) ?? string.Empty, shard);

    private static Checkpoint Join(
        FileBytes index, OrderedDictionary<string, string> places, OrderedDictionary<string, Checkpoint> shards)
    {
        var whole = new StateDict();
        foreach ((string name, string shard) in places)
        {
            whole.Add(name, shards[shard].Tensors.TryGet(name, out Tensor? tensor)
                ? tensor
                : throw new InvalidFileException(index.Name, $"tensor {name}", $"the shard {shard} does not hold it"));
        }

        whole.AddMetadata(shards.Values.First().Tensors);
        return new Checkpoint(shards.Values.First().Format, whole, shards.Values.First().Content)
        {
            Shards = [.. shards.Keys],
            Unread = shards.Values.SelectMany(shard => shard.Unread).DistinctBy(entry => entry.Key).ToDictionary(StringComparer.Ordinal),
        };
    }
}

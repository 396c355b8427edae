using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Safetensors;
using Ghn.Tensors.Formats.Writing;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Training.Runs;

/// <summary>
/// A file of tensors and metadata that knows when it is damaged: among its metadata is a checksum over all of them. It is a safetensors
/// file that any reader takes.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The metadata's entry with the checksum, in hexadecimal digits.</summary>
    public const string ChecksumKey = "xxh128";

    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes a file, whole or not at all, and reads it again before it takes the place of an earlier one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">What belongs to them.</param>
    /// <param name="replacing">Called between both.</param>
    /// <exception cref="IOException">It cannot be written, or not be read again as it was written.</exception>
    public static void Save(string path, StateDict tensors, IReadOnlyDictionary<string, object?> metadata, Action replacing)
    {
        Dictionary<string, object?> content = metadata.ToDictionary(
            entry => entry.Key, entry => (object?)JsonContent.ToMetadata(entry.Value));
        string checksum = Checksum(tensors, content.Select(entry => KeyValuePair.Create(entry.Key, (string)entry.Value!)));
        content[ChecksumKey] = checksum;
        OutputFile.Create(path, file => SafetensorsWriter.Write(file, tensors, content), complete: written =>
        {
            Verify(written, checksum);
            replacing();
        });
    }

    /// <summary>Reads a file, and checks that it is as it was written.</summary>
    /// <param name="path">Where.</param>
    /// <param name="isChecked">Whether there is a checksum; earlier versions wrote none.</param>
    /// <exception cref="InvalidFileException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Checkpoint Load(string path, out bool isChecked)
    {
        Checkpoint checkpoint = StateDictFile.Load(path);
        try
        {
            isChecked = checkpoint.Tensors.Metadata.TryGetValue(ChecksumKey, out string? written);
            IEnumerable<KeyValuePair<string, string>> texts = checkpoint.Tensors.Metadata.Where(entry => entry.Key != ChecksumKey);
            if (isChecked && Checksum(checkpoint.Tensors, texts) is string found && found != written)
            {
                throw new InvalidFileException(
                    path, $"metadata, {ChecksumKey}", $"the checksum is {written}, and that of the content {found}");
            }

            // A damaged name of the entry would otherwise pass for a file that never had one.
            if (!isChecked && texts.Any(entry => entry.Key != RunDirectory.MetadataKey))
            {
                throw new InvalidFileException(path, "metadata", "there is something that belongs to no checkpoint");
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The name of a tensor with a value that is infinite or not a number; null if there is none.</summary>
    public static string? FindNonFinite(StateDict tensors) => tensors.FirstOrDefault(entry => !IsFinite(entry.Value)).Key;

    private static void Verify(string path, string checksum)
    {
        try
        {
            using Checkpoint read = Load(path, out _);
            if (read.Tensors.Metadata.TryGetValue(ChecksumKey, out string? found) && found == checksum)
            {
                return;
            }
        }
        catch (InvalidFileException)
        {
            // It reads otherwise, be it what it may.
        }

        throw new IOException("it reads otherwise than it was written; the disk or the memory is failing");
    }

    private static bool IsFinite(Tensor tensor)
    {
        for (long offset = 0; offset < tensor.ByteCount; offset += ChunkBytes)
        {
            ReadOnlySpan<byte> chunk = tensor.Bytes(offset, ChunkBytes);
            bool isFinite = tensor.ElementType switch
            {
                ElementType.Float32 => TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, float>(chunk)),
                ElementType.Float64 => TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, double>(chunk)),
                _ => true,
            };
            if (!isFinite)
            {
                return false;
            }
        }

        GC.KeepAlive(tensor);
        return true;
    }

    /// <summary>XXH128 over the texts in the order of their keys, then over each tensor: its name, type, shape and elements.</summary>
    private static string Checksum(StateDict tensors, IEnumerable<KeyValuePair<string, string>> texts)
    {
        var hash = new XxHash128();
        foreach ((string key, string text) in texts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(key);
            Append(text);
        }

        foreach ((string name, Tensor tensor) in tensors)
        {
            Append(name);
            Append($"{tensor.ElementType} [{string.Join(',', tensor.Shape)}]");
            for (long offset = 0; offset < tensor.ByteCount; offset += ChunkBytes)
            {
                hash.Append(tensor.Bytes(offset, ChunkBytes));
            }

            GC.KeepAlive(tensor);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.Append(length);
            hash.Append(bytes);
        }
    }
}

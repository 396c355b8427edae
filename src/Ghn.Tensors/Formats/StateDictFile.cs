using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Compression;
using Ghn.Tensors.Formats.Numpy;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Safetensors;
using Ghn.Tensors.Formats.Torch;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats;

/// <summary>
/// Reads and writes files of named tensors: safetensors, PyTorch's <c>torch.save</c> (before and since 1.6), joblib pickles,
/// NumPy's npz and npy. A file's format is told by its content, and the content is trusted in nothing: the worst it can
/// cause is an <see cref="InvalidFileException"/>.
/// </summary>
public static class StateDictFile
{
    /// <summary>
    /// Loads the file at <paramref name="path"/>. A small one is read whole; a large one is mapped, and must stay as it is while its
    /// tensors are in use: after a change of it, they are refused with an <see cref="IOException"/>.
    /// </summary>
    /// <param name="path">
    /// The file; or the index of a model in several (<c>model.safetensors.index.json</c>), which are then read as one.
    /// </param>
    /// <param name="key">
    /// Under which key the state dict stands in a checkpoint: <c>ema</c>, or <c>model.ema</c> where it stands in an entry of an entry.
    /// Unless it is given, the file has to leave no doubt.
    /// </param>
    /// <exception cref="InvalidFileException">The file is damaged, hostile, of another format, or holds several state dicts.</exception>
    /// <exception cref="ArgumentException">There is no state dict under the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path, string? key = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TensorMemory memory = FileMemory.Open(path);
        try
        {
            var file = new FileBytes(memory, path);
            if (!ShardIndex.Recognizes(file))
            {
                return Read(memory, path, key);
            }

            Checkpoint whole = ShardIndex.Load(file, key);
            memory.Dispose();
            return whole;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The files that <see cref="Load"/> reads for a path: the file, and the shards if it is an index (<c>….index.json</c>).
    /// </summary>
    /// <param name="path">The file; whether it can be read is not asked.</param>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return [path, .. ShardIndex.FilesOf(path)];
    }

    /// <summary>As <see cref="Load"/>, of a file that already lies in memory. The tensors are views of it where they can be.</summary>
    /// <param name="memory">The file's bytes; they stay the caller's if this fails.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <param name="key">Under which key the state dict stands; null if it is to be found.</param>
    /// <exception cref="InvalidFileException">The file is damaged, hostile, of another format, or holds several state dicts.</exception>
    /// <exception cref="ArgumentException">There is no state dict under the key.</exception>
    public static Checkpoint Read(TensorMemory memory, string name, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var file = new FileBytes(memory, name);
        if (ZipDirectory.Recognizes(file))
        {
            return ReadArchive(new ZipDirectory(file), file, key);
        }

        if (NpyHeader.Recognizes(file))
        {
            return WithoutKeys(NpzReader.ReadSingle(file), name, key);
        }

        if (TorchLegacyReader.Recognizes(file))
        {
            return FromPickle(FileFormat.TorchLegacy, TorchLegacyReader.Read(file), file, key);
        }

        if (SafetensorsReader.Recognizes(file))
        {
            return WithoutKeys(SafetensorsReader.Read(file), name, key);
        }

        if (JoblibReader.RecognizesPickle(file))
        {
            return FromPickle(FileFormat.Joblib, JoblibReader.ReadPickle(file), file, key);
        }

        if (Decompression.Of(file) is { } decompression)
        {
            object? value = JoblibReader.ReadCompressed(file, decompression, out long byteCount);
            return new TorchContent(name, byteCount).ToCheckpoint(FileFormat.Joblib, value, key);
        }

        throw file.Invalid(
            0,
            "this is no file of tensors that is known here",
            "Known are safetensors, PyTorch's .pt, pickles of joblib, .npz, .npy, and indices of shards (*.index.json).");
    }

    /// <summary>
    /// Writes the file at <paramref name="path"/> in the format of its extension: .safetensors, .pt or .pth (PyTorch's),
    /// .joblib (uncompressed), .npz or .npy (NumPy's). The file appears whole or not at all, and the same tensors give the same bytes.
    /// </summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensors">The tensors. Their text metadata have a place in safetensors only.</param>
    /// <param name="content">
    /// What to save beside the tensors, of the types that <see cref="Checkpoint.Content"/> lists. A .pt or .joblib file then holds
    /// a dictionary with the tensors under 'state_dict'; in a .safetensors file these values join the metadata, lists and
    /// dictionaries as JSON.
    /// </param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="ArgumentException">The extension is none of these, or the content has a 'state_dict' of its own.</exception>
    /// <exception cref="NotSupportedException">The format has no place for a tensor's type, or for the content.</exception>
    /// <exception cref="IOException">The file cannot be written, or the tensors lie in a mapped file that has changed.</exception>
    /// <exception cref="ObjectDisposedException">A tensor's memory has been returned.</exception>
    public static void Save(
        string path, StateDict tensors, IReadOnlyDictionary<string, object?>? content = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".npz" or ".npy" && content is { Count: > 0 })
        {
            throw new NotSupportedException($"{path}: {extension} files hold arrays only; save as .safetensors, .pt or .joblib.");
        }

        Action<OutputFile> write = extension switch
        {
            ".safetensors" => file => SafetensorsWriter.Write(file, tensors, content),
            ".pt" or ".pth" => file => TorchZipWriter.Write(file, tensors, content),
            ".joblib" => file => JoblibWriter.Write(file, tensors, content),
            ".npz" => file => NpzWriter.Write(file, tensors),
            ".npy" => file => NpzWriter.WriteSingle(file, tensors),
            _ => throw new InvalidRequestException(
                $"{path}: choose one of the extensions .safetensors, .pt, .pth, .joblib, .npz and .npy."),
        };
        using MemoryHold hold = tensors.Hold();
        OutputFile.Create(
            path,
            file =>
            {
                write(file);
                hold.RequireUnchanged();
            },
            cancellation);
    }

    private static Checkpoint ReadArchive(ZipDirectory archive, FileBytes file, string? key)
    {
        if (TorchZipReader.IsPackage(archive))
        {
            throw new InvalidFileException(
                file.Name,
                "as a whole",
                "this is an archive of torch.package, whose objects only its own code can make",
                "In Python: torch.save(torch.package.PackageImporter(file).load_pickle(package, resource).state_dict(), 'weights.pt').");
        }

        return !TorchZipReader.Recognizes(archive) ? WithoutKeys(NpzReader.Read(archive), file.Name, key)
            : FromPickle(
                TorchZipReader.IsScript(archive) ? FileFormat.TorchScript : FileFormat.TorchZip, TorchZipReader.Read(archive), file, key);
    }

    private static Checkpoint FromPickle(FileFormat format, object? value, FileBytes file, string? key) =>
        new TorchContent(file.Name, file.Length).ToCheckpoint(format, value, key);

    private static Checkpoint WithoutKeys(Checkpoint checkpoint, string name, string? key) => key is null
        ? checkpoint
        : throw new InvalidRequestException($"{name} holds tensors alone, so that there is no state dict to choose by a key.");
}

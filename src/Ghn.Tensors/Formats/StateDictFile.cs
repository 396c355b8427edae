namespace Ghn.Tensors;

/// <summary>
/// Reads and writes files of named tensors: safetensors, PyTorch's <c>torch.save</c> (before and since 1.6), joblib pickles,
/// NumPy's npz and npy. A file's format is told by its content, and the content is trusted in nothing: the worst it can
/// cause is an <see cref="InvalidFileException"/>.
/// </summary>
public static class StateDictFile
{
    /// <summary>
    /// Loads the file at <paramref name="path"/>. A small one is read whole; a large one is mapped, and must stay as it is while its tensors are in
    /// use: after a change of it, they are refused with an <see cref="IOException"/>.
    /// </summary>
    /// <exception cref="InvalidFileException">The file is damaged, hostile, or of another format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TensorMemory memory = FileMemory.Open(path);
        try
        {
            return Read(memory, path);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Load"/>, of a file that already lies in memory. The tensors are views of it where they can be.</summary>
    /// <param name="memory">The file's bytes; they stay the caller's if this fails.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="InvalidFileException">The file is damaged, hostile, or of another format.</exception>
    public static Checkpoint Read(TensorMemory memory, string name)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var file = new FileBytes(memory, name);
        if (ZipDirectory.Recognizes(file))
        {
            var archive = new ZipDirectory(file);
            return TorchZipReader.Recognizes(archive)
                ? FromPickle(FileFormat.TorchZip, TorchZipReader.Read(archive), file)
                : NpzReader.Read(archive);
        }

        if (NpyHeader.Recognizes(file))
        {
            return NpzReader.ReadLone(file);
        }

        if (TorchLegacyReader.Recognizes(file))
        {
            return FromPickle(FileFormat.TorchLegacy, TorchLegacyReader.Read(file), file);
        }

        if (SafetensorsReader.Recognizes(file))
        {
            return SafetensorsReader.Read(file);
        }

        if (JoblibReader.RecognizesPickle(file))
        {
            return FromPickle(FileFormat.Joblib, JoblibReader.ReadPickle(file), file);
        }

        if (JoblibReader.RecognizesCompressed(file))
        {
            object? value = JoblibReader.ReadCompressed(file, out long byteCount);
            return new TorchContent(name, byteCount).ToCheckpoint(FileFormat.Joblib, value);
        }

        throw file.Invalid(
            0,
            "this is no file of tensors that is known here",
            "Known are safetensors, PyTorch's .pt, joblib pickles of PyTorch tensors, .npz and .npy.");
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
            ".npy" => file => NpzWriter.WriteLone(file, tensors),
            _ => throw new ArgumentException(
                $"{path}: choose one of the extensions .safetensors, .pt, .pth, .joblib, .npz and .npy.", nameof(path)),
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

    private static Checkpoint FromPickle(FileFormat format, object? value, FileBytes file) =>
        new TorchContent(file.Name, file.Length).ToCheckpoint(format, value);
}

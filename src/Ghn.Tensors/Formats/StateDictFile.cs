namespace Ghn.Tensors;

/// <summary>
/// Reads and writes files of named tensors: safetensors, PyTorch's <c>torch.save</c> (before and since 1.6), joblib pickles,
/// NumPy's npz and npy. A file's format is told by its content, and the content is trusted in nothing: the worst it can
/// cause is an <see cref="InvalidFileException"/>.
/// </summary>
public static class StateDictFile
{
    /// <summary>Loads the file at <paramref name="path"/>, without copying its tensors unless it is compressed.</summary>
    /// <exception cref="InvalidFileException">The file is damaged, hostile, or of another format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path).Length == 0)
        {
            throw new InvalidFileException(path, "byte 0", "the file is empty");
        }

        MappedMemory memory = MappedMemory.Open(path);
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
            return TorchZipReader.Recognizes(archive) ? FromPickle(FileFormat.TorchZip, TorchZipReader.Read(archive), file) : NpzReader.Read(archive);
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
            0, "this is no file of tensors that is known here", "Known are safetensors, PyTorch's .pt, joblib pickles of PyTorch tensors, .npz and .npy.");
    }

    private static Checkpoint FromPickle(FileFormat format, object? value, FileBytes file) =>
        new TorchContent(file.Name, file.Length).ToCheckpoint(format, value);
}

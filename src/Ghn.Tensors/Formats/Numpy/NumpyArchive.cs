using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;
using Ghn.Tensors.Formats.Zip;
using Ghn.Tensors.Memory;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>
/// A table as <c>np.load</c> reads it: an .npz archive of arrays of numbers and of texts. <see cref="StateDictFile"/> reads the numbers of
/// such files, too; this keeps the texts.
/// </summary>
/// <param name="Numbers">The arrays of numbers; they are the caller's.</param>
/// <param name="Texts">The arrays of texts, of one dimension each.</param>
public sealed record NumpyArchive(StateDict Numbers, IReadOnlyDictionary<string, IReadOnlyList<string>> Texts) : IDisposable
{
    private const string Extension = ".npy";

    /// <summary>Reads an archive, compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is no archive of arrays, is damaged, or holds no array of numbers.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NumpyArchive Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TensorMemory memory = FileMemory.Open(path);
        try
        {
            var file = new FileBytes(memory, path);
            if (!ZipDirectory.Recognizes(file))
            {
                throw file.Invalid(0, "this is no .npz archive", "np.savez writes such files.");
            }

            var archive = new ZipDirectory(file);
            Checkpoint read = NpzReader.Read(archive);
            var texts = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach ((string name, FileBytes array) in NpzReader.Arrays(archive, read.Unread.Keys))
            {
                if (NumpyTexts.Read(array) is { } found)
                {
                    texts[name] = found;
                }
            }

            return new NumpyArchive(read.Tensors, texts);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Writes the archive, uncompressed. The file appears whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="NotSupportedException">NumPy has no counterpart of an array's type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Create(
            path,
            file =>
            {
                var archive = new ZipWriter(file);
                foreach ((string name, IReadOnlyList<string> texts) in Texts)
                {
                    archive.Add($"{name}{Extension}", NumpyTexts.Write(texts));
                }

                foreach ((string name, Tensor tensor) in Numbers)
                {
                    archive.Add($"{name}{Extension}", NpzWriter.Header(name, tensor), tensor);
                }

                archive.Finish();
            },
            cancellation);
    }

    /// <summary>Returns the memory of the numbers.</summary>
    public void Dispose() => Numbers.Dispose();
}

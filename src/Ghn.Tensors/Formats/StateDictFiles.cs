using Ghn.Tensors.Files;

namespace Ghn.Tensors.Formats;

/// <summary>A state dict's own way to and from a file; <see cref="StateDictFile"/> has more to say of both.</summary>
public static class StateDictFiles
{
    extension(StateDict)
    {
        /// <summary>
        /// The state dict in a file, whatever its format; <see cref="StateDictFile.Load"/> also gives what was saved beside it.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <exception cref="InvalidFileException">The file is damaged, hostile, or of another format.</exception>
        public static StateDict Load(string path) => StateDictFile.Load(path).Tensors;
    }

    /// <summary>Writes a file in the format of its extension; see <see cref="StateDictFile.Save"/>.</summary>
    /// <param name="tensors">The state dict.</param>
    /// <param name="path">Where to.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    public static void Save(this StateDict tensors, string path, CancellationToken cancellation = default) =>
        StateDictFile.Save(path, tensors, cancellation: cancellation);
}

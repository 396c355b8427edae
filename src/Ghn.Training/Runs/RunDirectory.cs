using System.Text;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Training.Runs;

/// <summary>
/// The folder of a training: its log, its checkpoint, its result. Files that are written at once appear whole or not at all, so that
/// a training that is killed at any moment can be continued from its folder.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>What trainings call the counts that they save beside the tensors of a checkpoint.</summary>
    public const string MetadataKey = "training";

    private const string CheckpointName = "checkpoint.safetensors";
    private const string PreviousCheckpointName = "checkpoint.previous.safetensors";
    private const string ProbeName = "probe";

    private readonly CheckpointGenerations _checkpoints;

    /// <summary>Opens a folder, or makes it, and removes what killed processes have left half-written there.</summary>
    /// <exception cref="IOException">It can neither be found nor made, or nothing can be written there.</exception>
    public RunDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _checkpoints = new CheckpointGenerations(CheckpointPath, PathOf(PreviousCheckpointName), problem => Notice(problem));
        RunFileErrors.Explain(path, () =>
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                Folders.Flush(Folders.Of(path.TrimEnd(System.IO.Path.DirectorySeparatorChar)));
            }

            TemporaryName.RemoveLeftovers(path);
            using TemporaryFile probe = TemporaryFile.Create(PathOf(ProbeName));
            RandomAccess.Write(probe.Handle, [0], 0);
        });
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Told, in a sentence, of what is wrong but does not keep the training from going on; nobody is unless given.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Where its checkpoint is, if there is one.</summary>
    public string CheckpointPath => PathOf(CheckpointName);

    /// <summary>The path of a file in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in it, which is made if need be.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public RunDirectory Folder(string name) => new(PathOf(name)) { Notice = Notice };

    /// <summary>The text of a file in it; null if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? ReadText(string name) => File.Exists(PathOf(name)) ? RegularFile.ReadAllText(PathOf(name)) : null;

    /// <summary>Writes a file of text, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteText(string name, string text)
    {
        string path = PathOf(name);
        RunFileErrors.Explain(path, () => OutputFile.Create(path, file => file.Write(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>Writes a file of tensors, whole or not at all, in the format of its extension.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveTensors(string name, StateDict tensors) => RunFileErrors.Explain(PathOf(name), () => tensors.Save(PathOf(name)));

    /// <summary>
    /// Saves a state to continue from, whole or not at all. The last one is kept beside it, to fall back on should the new one be damaged.
    /// </summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">
    /// What belongs to them, under <see cref="MetadataKey"/>. See <see cref="Checkpoint.Content"/> for the types.
    /// </param>
    /// <exception cref="TrainingDivergedException">A value is infinite or not a number; the last state is still there.</exception>
    /// <exception cref="IOException">It cannot be written; the last one is still there.</exception>
    public void SaveCheckpoint(StateDict tensors, IReadOnlyDictionary<string, object?> metadata) => RunFileErrors.Explain(
        CheckpointPath, () => _checkpoints.Save(tensors, new Dictionary<string, object?> { [MetadataKey] = metadata }));

    /// <summary>
    /// Takes a training up where its latest checkpoint left it, or the one before where the latest is damaged, which <see cref="Notice"/>
    /// is told of; does nothing if there is none.
    /// </summary>
    /// <param name="restore">
    /// Takes the tensors, which lie in the file and are gone afterwards, and the metadata. It throws an <see cref="ArgumentException"/>
    /// where they are of another training, and an <see cref="InvalidFileException"/> where they contradict each other.
    /// </param>
    /// <exception cref="InvalidFileException">Both checkpoints are damaged, or of another training.</exception>
    public void Resume(Action<StateDict, CheckpointMetadata> restore)
    {
        ArgumentNullException.ThrowIfNull(restore);
        _checkpoints.Restore(
            (checkpoint, path) => restore(checkpoint.Tensors, new CheckpointMetadata(path, checkpoint.Content).Group(MetadataKey)));
    }

    /// <summary>Takes the states to continue from away: the training is over.</summary>
    public void DeleteCheckpoint() => _checkpoints.Delete();
}

using System.Text;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>
/// The folder of a training: its log, its checkpoint, its result. Files that are written at once appear whole or not at all, so that
/// a training that is killed at any moment can be continued from its folder.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>What trainings call the counts that they save beside the tensors of a checkpoint.</summary>
    public const string FactsKey = "training";

    private const string CheckpointName = "checkpoint.safetensors";

    /// <summary>Opens a folder, or makes it.</summary>
    /// <exception cref="IOException">It can neither be found nor made, or nothing can be written there.</exception>
    public RunDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        string probe = System.IO.Path.Combine(path, $".{Environment.ProcessId}.{Guid.NewGuid():n}.tmp");
        RunFailure.Explain(path, () =>
        {
            Directory.CreateDirectory(path);
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
        });
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Where its checkpoint is, if there is one.</summary>
    public string CheckpointPath => PathOf(CheckpointName);

    /// <summary>The path of a file in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in it, which is made if need be.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public RunDirectory Folder(string name) => new(PathOf(name));

    /// <summary>The text of a file in it; null if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? ReadText(string name) => File.Exists(PathOf(name)) ? RegularFile.ReadAllText(PathOf(name)) : null;

    /// <summary>Writes a file of text, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteText(string name, string text)
    {
        string path = PathOf(name);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        RunFailure.Explain(path, () =>
        {
            try
            {
                File.WriteAllText(temporary, text, new UTF8Encoding(false));
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        });
    }

    /// <summary>Writes a file of tensors, whole or not at all, in the format of its extension.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveTensors(string name, StateDict tensors) => RunFailure.Explain(PathOf(name), () => tensors.Save(PathOf(name)));

    /// <summary>Saves a state to continue from, in place of the last one, whole or not at all.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="facts">What belongs to them: the step, the place in the log. See <see cref="Checkpoint.Content"/> for the types.</param>
    /// <exception cref="IOException">It cannot be written; the last one is still there.</exception>
    public void SaveCheckpoint(StateDict tensors, IReadOnlyDictionary<string, object?> facts)
    {
        RunFailure.Explain(CheckpointPath, () => StateDictFile.Save(CheckpointPath, tensors, facts));
    }

    /// <summary>The state to continue from; null if there is none. Its tensors lie in the file, which they keep open.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public Checkpoint? LoadCheckpoint() =>
        File.Exists(CheckpointPath) ? StateDictFile.Load(CheckpointPath) : null;

    /// <summary>Takes a training up where its checkpoint left it; does nothing if there is no checkpoint.</summary>
    /// <param name="restore">
    /// Takes the tensors, which lie in the file and are gone afterwards, and what stands under <see cref="FactsKey"/>. It throws an
    /// <see cref="ArgumentException"/> where they are of another training.
    /// </param>
    /// <exception cref="InvalidFileException">The checkpoint is damaged, or of another training.</exception>
    public void Resume(Action<StateDict, CheckpointFacts> restore)
    {
        ArgumentNullException.ThrowIfNull(restore);
        using Checkpoint? checkpoint = LoadCheckpoint();
        if (checkpoint is null)
        {
            return;
        }

        try
        {
            restore(checkpoint.Tensors, new CheckpointFacts(CheckpointPath, checkpoint.Content).Group(FactsKey));
        }
        catch (ArgumentException error)
        {
            throw new InvalidFileException($"{CheckpointPath}: {error.Message} Choose another folder for this training.", error);
        }
    }

    /// <summary>Takes the state to continue from away: the training is over.</summary>
    public void DeleteCheckpoint() => File.Delete(CheckpointPath);
}

using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>
/// The last two states of a training: the latest one, and the one before, to fall back on when the latest turns out to be damaged. There
/// is a whole one at any moment from the first on.
/// </summary>
/// <param name="path">Where the latest is.</param>
/// <param name="previousPath">Where the one before is.</param>
/// <param name="notice">Told, in a sentence, of what was found damaged.</param>
internal sealed class CheckpointGenerations(string path, string previousPath, Action<string> notice)
{
    private const string Remedy = "Delete the checkpoints, and the training begins anew.";

    private bool _isLatestUsable = true;

    /// <summary>Whether there is any.</summary>
    public bool Exist => File.Exists(path) || File.Exists(previousPath);

    /// <summary>Makes a state the latest one, once it is on the disk and was read again.</summary>
    /// <exception cref="TrainingDivergedException">A value of the state is not finite: the last one stays.</exception>
    /// <exception cref="IOException">It cannot be written; the last one is still there.</exception>
    public void Save(StateDict tensors, IReadOnlyDictionary<string, object?> metadata)
    {
        if (CheckpointFile.FindNonFinite(tensors) is string name)
        {
            string kept = Exist ? $"{path} keeps the last finite state" : "nothing is saved";
            throw new TrainingDivergedException(
                $"{name} has values that are infinite or not a number: {kept}. Lower the learning rate, warm it up, or clip the gradient.");
        }

        CheckpointFile.Save(path, tensors, metadata, replacing: () =>
        {
            if (_isLatestUsable && File.Exists(path))
            {
                File.Move(path, previousPath, overwrite: true);
            }
        });
        _isLatestUsable = true;
    }

    /// <summary>Gives the latest state that is whole, and that is taken.</summary>
    /// <param name="restore">
    /// Takes a state. It throws an <see cref="InvalidFileException"/> where the state contradicts itself, which has the one before tried,
    /// and an <see cref="ArgumentException"/> where it is of another training.
    /// </param>
    /// <exception cref="InvalidFileException">No state is whole, or it is of another training.</exception>
    public void Restore(Action<Checkpoint, string> restore)
    {
        var failures = new List<InvalidFileException>();
        string[] generations = [.. new[] { path, previousPath }.Where(File.Exists)];
        foreach (string generation in generations)
        {
            try
            {
                using Checkpoint checkpoint = CheckpointFile.Load(generation, out bool isChecked);
                restore(checkpoint, generation);
                _isLatestUsable = generation == path;
                Report(generation, isChecked, failures);
                return;
            }
            catch (InvalidFileException error)
            {
                failures.Add(error);
            }
            catch (ArgumentException error)
            {
                throw new InvalidFileException($"{generation}: {error.Message} Choose another folder for this training.", error);
            }
        }

        if (failures.Count > 0)
        {
            throw new InvalidFileException($"{string.Join(' ', failures.Select(error => error.Message))} {Remedy}", failures[0]);
        }
    }

    /// <summary>Removes both, the latest last.</summary>
    public void Delete()
    {
        File.Delete(previousPath);
        File.Delete(path);
    }

    private void Report(string generation, bool isChecked, List<InvalidFileException> failures)
    {
        if (generation != path)
        {
            string why = failures.Count > 0 ? failures[0].Message : $"{path} is missing.";
            notice($"{why} Continuing from the checkpoint before it, {generation}.");
        }

        if (!isChecked)
        {
            notice($"{generation} was saved by an earlier version, without a checksum: whether it is damaged is not known.");
        }
    }
}

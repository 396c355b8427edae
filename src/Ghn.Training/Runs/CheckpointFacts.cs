using System.Globalization;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Numbers that were saved beside the tensors of a checkpoint, by name.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="values">The names and the numbers.</param>
public sealed class CheckpointFacts(string file, object? values)
{
    /// <summary>Facts under a name.</summary>
    /// <exception cref="InvalidFileException">There are none.</exception>
    public CheckpointFacts Group(string name) => new(file, Find(name));

    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidFileException">There is none of that name.</exception>
    public long Integer(string name) => Find(name) is long number ? number : throw Missing(name);

    /// <summary>A number.</summary>
    /// <exception cref="InvalidFileException">There is none of that name.</exception>
    public double Number(string name) => Find(name) is long or double
        ? Convert.ToDouble(Find(name), CultureInfo.InvariantCulture)
        : throw Missing(name);

    private object? Find(string name) => values is IReadOnlyDictionary<string, object?> dictionary ? dictionary.GetValueOrDefault(name) : null;

    private InvalidFileException Missing(string name) => new(
        file, $"metadata, {name}", "a number that a checkpoint of a training has is missing",
        "Delete the file, and the training begins anew.");
}

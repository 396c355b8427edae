using System.Globalization;
using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>Numbers that were saved beside the tensors of a checkpoint, by name.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="values">The names and the numbers.</param>
public sealed class CheckpointMetadata(string file, object? values)
{
    /// <summary>A group of them under a name.</summary>
    /// <exception cref="InvalidFileException">There are none.</exception>
    public CheckpointMetadata Group(string name) => new(file, Find(name));

    /// <summary>A text; null if there is none.</summary>
    public string? Text(string name) => Find(name) as string;

    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="min">The least that it can be.</param>
    /// <param name="max">The greatest that it can be.</param>
    /// <exception cref="InvalidFileException">There is none of that name, or it is out of range.</exception>
    public long Integer(string name, long min, long max) => Find(name) is not long number
        ? throw Wrong(name, "a number that a checkpoint of a training has is missing")
        : number >= min && number <= max ? number : throw Wrong(name, $"it is {number}, and can only be from {min} to {max}");

    /// <summary>A whole number that earlier versions did not save.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="min">The least that it can be.</param>
    /// <param name="max">The greatest that it can be.</param>
    /// <param name="otherwise">What it is where there is none.</param>
    /// <exception cref="InvalidFileException">It is out of range.</exception>
    public long IntegerOr(string name, long min, long max, long otherwise) =>
        Find(name) is null ? otherwise : Integer(name, min, max);

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="min">The least that it can be.</param>
    /// <param name="max">The greatest that it can be.</param>
    /// <exception cref="InvalidFileException">There is none of that name, or it is out of range.</exception>
    public double Number(string name, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Find(name) is not (long or double))
        {
            throw Wrong(name, "a number that a checkpoint of a training has is missing");
        }

        double number = Convert.ToDouble(Find(name), CultureInfo.InvariantCulture);
        return number >= min && number <= max
            ? number
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"it is {number}, and can only be from {min:g4} to {max:g4}"));
    }

    /// <summary>Says what is wrong with a fact.</summary>
    internal InvalidFileException Wrong(string name, string problem) =>
        new(file, $"metadata, {name}", problem, "The checkpoint is damaged, or does not belong to the files beside it.");

    private object? Find(string name) => (values as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault(name);
}

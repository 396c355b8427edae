using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>
/// Reads Python's pickles of NumPy arrays, lists and texts, such as the CIFAR data sets are published in. As with files of
/// weights, nothing in them is run.
/// </summary>
public static class PickledArrays
{
    /// <summary>More than any data set that comes in one pickle.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads a pickled dictionary.</summary>
    /// <param name="stream">The pickle, and nothing after it.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <returns>
    /// The entries: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, a byte array,
    /// <see cref="Tensor"/>, a list (<c>IReadOnlyList&lt;object?&gt;</c>) or a dictionary
    /// (<c>IReadOnlyDictionary&lt;string, object?&gt;</c>).
    /// </returns>
    /// <exception cref="InvalidFileException">The pickle is damaged, holds something else, or exceeds 1 GiB.</exception>
    public static IReadOnlyDictionary<string, object?> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var input = new StreamPickleInput(stream, name, new Budget(name, "bytes", MaxBytes));
        object? value = new PickleReader(input, NumpyPickle.Dialect).Read();
        return value is PickleDictionary dictionary
            ? new PlainValues(name, input.Position) { CopiesTensors = true }.Of(dictionary)
            : throw input.Invalid($"the file holds {PickleValue.Describe(value)}, not a dictionary of arrays");
    }
}

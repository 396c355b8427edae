using System.Globalization;
using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Statistics;
using Ghn.Analysis.Tables;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Properties;

/// <summary>
/// Properties of networks, such as accuracies: a file of comma-separated values whose first column is <c>network</c>, with a column for
/// each property behind it. A field is empty where a property was not measured.
/// </summary>
public sealed class PropertyTable
{
    private const string NetworkColumn = "network";
    private const string Remedy = "Mend the row, or leave the field empty where nothing was measured.";

    private readonly Dictionary<string, IReadOnlyList<double?>> _rows = [];

    /// <summary>A table.</summary>
    /// <param name="properties">The names of the properties.</param>
    /// <param name="rows">The networks, each with a value for each property; null where it was not measured.</param>
    /// <exception cref="InvalidRequestException">A network is there twice.</exception>
    /// <exception cref="ArgumentException">A row has too few or too many values, or one that is not finite.</exception>
    public PropertyTable(IReadOnlyList<string> properties, IReadOnlyList<(string Network, IReadOnlyList<double?> Values)> rows)
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(rows);
        Properties = properties;
        foreach ((string network, IReadOnlyList<double?> values) in rows)
        {
            if (values.Count != properties.Count || values.Any(value => value is double number && !double.IsFinite(number)))
            {
                throw new ArgumentException($"{network} does not have a finite value, or none, for each property", nameof(rows));
            }

            if (!_rows.TryAdd(network, values))
            {
                throw new InvalidRequestException($"{PrintableText.OfName(network)} is in the table twice.");
            }
        }
    }

    /// <summary>The names of the properties.</summary>
    public IReadOnlyList<string> Properties { get; }

    /// <summary>The names of the networks, in order.</summary>
    public IReadOnlyList<string> Networks => [.. _rows.Keys];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is no such table, or a row is wrong: the message says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PropertyTable Load(string path)
    {
        var table = CsvTable.Load(path, Remedy);
        if (table.Columns.Count < 2 || table.Columns[0].Trim() != NetworkColumn)
        {
            throw new InvalidFileException(
                path, "the heading", "this is no table of properties",
                $"Its first line is to be '{NetworkColumn}' and the names of properties, separated by commas.");
        }

        var rows = new List<(string, IReadOnlyList<double?>)>();
        var places = new Dictionary<string, int>();
        foreach ((int row, IReadOnlyList<string> fields) in table.Rows.Index())
        {
            if (!places.TryAdd(fields[0], row + 1))
            {
                throw new InvalidFileException(
                    path, $"row {row + 1}", $"{fields[0]} is in row {places[fields[0]]} already", "Take one of the two rows out.");
            }

            rows.Add((fields[0], [.. Enumerable.Range(1, fields.Count - 1).Select(
                column => string.IsNullOrWhiteSpace(fields[column]) ? (double?)null : table.Number(row, column))]));
        }

        return new PropertyTable([.. table.Columns.Skip(1).Select(name => name.Trim())], rows);
    }

    /// <summary>The value of a network's property; null where it was not measured.</summary>
    /// <exception cref="ArgumentException">There is no such network, or no such property.</exception>
    public double? Value(string network, string property) =>
        _rows.TryGetValue(network, out IReadOnlyList<double?>? values)
            ? values[IndexOf(property)]
            : throw new InvalidRequestException($"There is no network {PrintableText.OfName(network)} in the table.");

    /// <summary>The networks of which a property was measured, with its value.</summary>
    /// <exception cref="InvalidRequestException">There is no such property.</exception>
    public IReadOnlyList<(string Network, double Value)> Measured(string property)
    {
        int index = IndexOf(property);
        return [.. from row in _rows where row.Value[index] is not null select (row.Key, row.Value[index]!.Value)];
    }

    /// <summary>The networks of which a property was measured, with what describes them; others are left out.</summary>
    /// <param name="property">The property.</param>
    /// <param name="inputs">What describes the networks, by their names; there may be more of them.</param>
    /// <typeparam name="T">What describes a network: an embedding, a graph.</typeparam>
    /// <exception cref="InvalidRequestException">
    /// There is no such property, nothing describes a network, or all values are equal: nothing can be learnt of those, and no order
    /// compared with them.
    /// </exception>
    public PropertySamples<T> Samples<T>(string property, IReadOnlyDictionary<string, T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        IReadOnlyList<(string Network, double Value)> measured = Measured(property);
        string[] unknown = [.. measured.Select(row => row.Network).Where(network => !inputs.ContainsKey(network))];
        if (unknown.Length > 0)
        {
            throw new InvalidRequestException(
                $"{unknown.Length} of {measured.Count} networks with {property} have no embedding, {PrintableText.OfName(unknown[0])} for "
                + "one: embed them, too ('ghn embed'), or take their rows out.");
        }

        if (measured.Count < 2)
        {
            throw new InvalidRequestException(
                $"{property} was measured of {measured.Count} of {_rows.Count} networks, and at least two are needed: measure more.");
        }

        if (measured.All(row => row.Value == measured[0].Value))
        {
            throw new InvalidRequestException($"All {measured.Count} networks have the same {property}: there is nothing to predict.");
        }

        return new PropertySamples<T>(
            property, [.. measured.Select(row => row.Network)], [.. measured.Select(row => inputs[row.Network])],
            [.. measured.Select(row => row.Value)]);
    }

    /// <summary>The networks of which a property was measured, with their embeddings; others are left out.</summary>
    /// <param name="property">The property.</param>
    /// <param name="embeddings">The embeddings; there may be more of them.</param>
    /// <exception cref="InvalidRequestException">
    /// As above; or a network is embedded twice, or has an embedding with a number that is not finite.
    /// </exception>
    public PropertySamples<double[]> Samples(string property, EmbeddingTable embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        var inputs = new Dictionary<string, double[]>();
        foreach (NetworkEmbedding row in embeddings.Rows)
        {
            if (!row.Values.All(float.IsFinite))
            {
                throw new InvalidRequestException(
                    $"The embedding of {PrintableText.OfName(row.Network)} has a number that is not finite: embed it by another GHN.");
            }

            if (!inputs.TryAdd(row.Network, [.. row.Values.Select(value => (double)value)]))
            {
                throw new InvalidRequestException($"{PrintableText.OfName(row.Network)} is embedded twice: take one of the two out.");
            }
        }

        return Samples(property, inputs);
    }

    /// <summary>
    /// Kendall's τ between all pairs of properties, over the networks of which both were measured; NaN where a property has no two values.
    /// </summary>
    /// <returns>A row for each property.</returns>
    public IReadOnlyList<IReadOnlyList<double>> Agreement() =>
    [
        .. Enumerable.Range(0, Properties.Count)
            .Select(row => Enumerable.Range(0, Properties.Count).Select(column => Tau(row, column)).ToArray()),
    ];

    /// <summary>Writes the table, which appears whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => new CsvTable(
        path,
        [NetworkColumn, .. Properties],
        [.. _rows.Select(row => (string[])[row.Key, .. row.Value.Select(Text)])]).Save(path);

    private double Tau(int first, int second)
    {
        IReadOnlyList<double?>[] measured = [.. _rows.Values.Where(row => row[first] is not null && row[second] is not null)];
        return KendallTau.Of([.. measured.Select(row => row[first]!.Value)], [.. measured.Select(row => row[second]!.Value)]);
    }

    private int IndexOf(string property)
    {
        int index = Properties.ToList().IndexOf(property);
        return index >= 0
            ? index
            : throw new InvalidRequestException(
                $"The table has no property {PrintableText.OfName(property)}; it has "
                + $"{string.Join(", ", Properties.Select(PrintableText.OfName))}.");
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;
}

using System.CommandLine;
using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Properties;
using Ghn.Cli.Shell;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Commands.Property;

/// <summary>What the parts of <c>ghn property</c> that predict have in common: tables, embeddings, and which property.</summary>
internal static class PropertyInputs
{
    /// <summary>Declares an option that names a table of properties.</summary>
    /// <param name="name">The option: <c>--train</c>.</param>
    /// <param name="description">What its networks are for.</param>
    public static Option<string> Table(string name, string description) =>
        new(name) { HelpName = "FILE", Description = description, Required = true };

    /// <summary>Declares <c>--embeddings</c>.</summary>
    /// <param name="isRequired">Whether nothing goes without.</param>
    public static Option<string?> Embeddings(bool isRequired) => new("--embeddings")
    {
        HelpName = "FILE",
        Description = "Embeddings of the networks, a file of 'ghn embed'.",
        Required = isRequired,
    };

    /// <summary>Declares <c>--property</c>.</summary>
    public static Option<string?> Property() => new("--property")
    {
        HelpName = "NAME",
        Description = "Which column of the tables; the first unless given.",
    };

    /// <summary>Reads a table.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static PropertyTable Load(string path)
    {
        Require(path);
        return PropertyTable.Load(path);
    }

    /// <summary>Reads embeddings.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static EmbeddingTable LoadEmbeddings(string path)
    {
        Require(path);
        return EmbeddingTable.Load(path);
    }

    /// <summary>Reads a predictor.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static PropertyPredictor LoadPredictor(string path)
    {
        Require(path);
        return PropertyPredictor.Load(path);
    }

    /// <summary>Learns to predict a property; networks of which it was not measured are left out, with a word.</summary>
    /// <param name="terminal">Where that is said.</param>
    /// <param name="table">The file of properties.</param>
    /// <param name="embeddings">The file of embeddings.</param>
    /// <param name="property">The property; the table's first where it is null.</param>
    /// <returns>The predictor, and how many networks it was fitted to.</returns>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static (PropertyPredictor Predictor, int NetworkCount) Fit(Terminal terminal, string table, string embeddings, string? property)
    {
        PropertyTable measured = Load(table);
        EmbeddingTable embedded = LoadEmbeddings(embeddings);
        PropertySamples<double[]> samples = measured.Samples(property ?? measured.Properties[0], embedded);
        SayLeftOut(terminal, measured, table, samples.Property, samples.Networks.Count);
        terminal.Progress("Choosing parameters");
        return (PropertyPredictor.Fit(samples, embedded.Ghn, terminal.Interruption), samples.Networks.Count);
    }

    /// <summary>Tells how many networks are left out because the property was not measured.</summary>
    public static void SayLeftOut(Terminal terminal, PropertyTable table, string path, string property, int count)
    {
        if (count < table.Networks.Count)
        {
            terminal.Say(
                $"{table.Networks.Count - count} of {table.Networks.Count} networks of {PrintableText.Of(path)} have no {property}, "
                + "and are left out.");
        }
    }

    private static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new RequestException($"There is no file {path}.");
        }
    }
}

using System.Security.Cryptography;
using Ghn.Analysis.Embeddings;
using Ghn.Analysis.Files;
using Ghn.Analysis.Regression;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Analysis.Properties;

/// <summary>
/// Predicts a property of networks from their embeddings.
/// <code>
/// PropertyPredictor predictor = PropertyPredictor.Fit(training, embeddings.Ghn);
/// predictor.Save("accuracy.json");
/// double accuracy = PropertyPredictor.Load("accuracy.json").Predict(embedding);
/// </code>
/// </summary>
/// <param name="Property">The property.</param>
/// <param name="Ghn">The GHN whose embeddings it was fitted to.</param>
/// <param name="Parameters">The parameters that were chosen.</param>
/// <param name="Regression">The regression.</param>
public sealed record PropertyPredictor(string Property, string Ghn, SvrParameters Parameters, SupportVectorRegression Regression)
{
    private const string Remedy = "Write it again by 'ghn property fit'.";

    /// <summary>How many numbers its embeddings have.</summary>
    public int Dimension => Regression.Supports.Count == 0 ? 0 : Regression.Supports[0].Length;

    /// <summary>Chooses parameters on five folds of the networks as they come, and fits a regression to all of them.</summary>
    /// <param name="training">The embeddings, at least <see cref="SvrGrid.MinSamples"/>.</param>
    /// <param name="ghn">The GHN that they are of.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidRequestException">Too few networks, or numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PropertyPredictor Fit(PropertySamples<double[]> training, string ghn, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        SvrParameters best = SvrGridSearch.Search(
            training.Inputs, training.Values, SvrEvaluation.Order(null, training.Inputs.Count), cancellation).Best;
        return new PropertyPredictor(
            training.Property, ghn, best, SupportVectorRegression.Fit(training.Inputs, training.Values, best, cancellation));
    }

    /// <summary>The prediction for a network, not rounded.</summary>
    /// <param name="embedding">Its embedding, by the same GHN.</param>
    /// <exception cref="InvalidRequestException">The embedding has another length: it is another GHN's.</exception>
    public double Predict(ReadOnlySpan<double> embedding) => Dimension == 0 || embedding.Length == Dimension
        ? Regression.Predict(embedding)
        : throw new InvalidRequestException(
            $"The embedding has {embedding.Length} numbers, and {Property} was fitted to {Dimension}, by the GHN {Ghn}: "
            + "embed by that GHN, or fit again.");

    /// <summary>The predictions for all networks of a table, not rounded.</summary>
    /// <param name="embeddings">Their embeddings, by the same GHN.</param>
    /// <exception cref="InvalidRequestException">The embeddings have another length, or a network is embedded twice.</exception>
    public PropertyTable Predict(EmbeddingTable embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return new PropertyTable([Property], [.. embeddings.Rows.Select(Row)]);

        (string Network, IReadOnlyList<double?> Values) Row(NetworkEmbedding row) =>
            (row.Network, [Predict([.. row.Values.Select(value => (double)value)])]);
    }

    /// <summary>Tells it from every other predictor: a hash of all that it consists of.</summary>
    public string Fingerprint()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    /// <summary>Writes it as JSON; the file appears whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => OutputFile.CreateFromStream(path, Write);

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PropertyPredictor Load(string path)
    {
        Stored stored = StrictJson.Parse<Stored>(RegularFile.ReadAllText(path), path, "predictor of a property", Remedy);
        bool fits = stored.Weights.Length == stored.Supports.Length
            && stored.Supports.All(support => support is not null && support.Length == stored.Supports[0].Length);
        return fits
            ? new PropertyPredictor(
                stored.Property, stored.Ghn, stored.Parameters,
                new SupportVectorRegression(stored.Supports, stored.Weights, stored.Intercept, stored.Gamma))
            : throw new InvalidFileException(path, "weights and supports", "they do not fit each other", Remedy);
    }

    private void Write(Stream stream) => StrictJson.Write(
        stream,
        new Stored(
            Property, Ghn, Parameters, Regression.Gamma, Regression.Intercept, [.. Regression.Weights], [.. Regression.Supports]));

    private sealed record Stored(
        string Property, string Ghn, SvrParameters Parameters, double Gamma, double Intercept, double[] Weights, double[][] Supports);
}

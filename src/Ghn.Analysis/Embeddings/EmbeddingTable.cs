using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Embeddings;

/// <summary>Embeddings of networks by one GHN, a row for each network.</summary>
/// <param name="Ghn">The name of the GHN.</param>
/// <param name="Rows">The networks; all embeddings have the same length.</param>
public sealed record EmbeddingTable(string Ghn, IReadOnlyList<NetworkEmbedding> Rows)
{
    /// <summary>How many numbers an embedding has; 0 where there is no row.</summary>
    public int Dimension => Rows.Count == 0 ? 0 : Rows[0].Values.Count;

    /// <summary>Reads a table that <see cref="Save"/> wrote: .npz or .csv.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is damaged, or is no table of embeddings.</exception>
    /// <exception cref="InvalidRequestException">The extension is neither .npz nor .csv.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EmbeddingTable Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npz" => EmbeddingArchive.Load(path),
            ".csv" => EmbeddingCsv.Load(path),
            _ => throw Unknown(path),
        };
    }

    /// <summary>
    /// Writes the table in the format of its extension: .npz, with the arrays <c>ghn</c>, <c>network</c>, <c>nodes</c>, <c>parameters</c>,
    /// <c>avg_degree</c>, <c>avg_path</c> and <c>embedding</c> [networks, hidden]; or .csv, with the columns <c>network</c>, …,
    /// <c>avg_path</c>, <c>e0</c>, <c>e1</c>, …. The file appears whole or not at all.
    /// </summary>
    /// <param name="path">Where to.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="InvalidRequestException">The extension is neither.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SaverOf(path)(this, path, cancellation);
    }

    /// <summary>Refuses a file that <see cref="Save"/> could not write for its extension, before any work is done for it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidRequestException">The extension is neither .npz nor .csv.</exception>
    public static void RequireFormat(string path) => SaverOf(path);

    private static Action<EmbeddingTable, string, CancellationToken> SaverOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npz" => EmbeddingArchive.Save,
            ".csv" => EmbeddingCsv.Save,
            _ => throw Unknown(path),
        };

    private static InvalidRequestException Unknown(string path) => new($"{path}: choose one of the extensions .npz and .csv.");
}

using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Numpy;

namespace Ghn.Analysis.Embeddings;

/// <summary>Tables of embeddings as .npz files.</summary>
internal static class EmbeddingArchive
{
    private const string Network = "network";
    private const string Nodes = "nodes";
    private const string Parameters = "parameters";
    private const string Degree = "avg_degree";
    private const string Path = "avg_path";
    private const string Embedding = "embedding";
    private const string Ghn = "ghn";

    /// <summary>Writes a table.</summary>
    public static void Save(EmbeddingTable table, string path, CancellationToken cancellation)
    {
        IReadOnlyList<NetworkEmbedding> rows = table.Rows;
        using var numbers = new StateDict
        {
            { Nodes, Column<long>([.. rows.Select(row => (long)row.Nodes)]) },
            { Parameters, Column<long>([.. rows.Select(row => row.Parameters)]) },
            { Degree, Column<double>([.. rows.Select(row => row.AverageDegree)]) },
            { Path, Column<double>([.. rows.Select(row => row.AveragePath)]) },
            { Embedding, Tensor.From<float>([.. rows.SelectMany(row => row.Values)], [rows.Count, table.Dimension]) },
        };
        var texts = new OrderedDictionary<string, IReadOnlyList<string>>
        {
            [Ghn] = [table.Ghn],
            [Network] = [.. rows.Select(row => row.Network)],
        };
        new NumpyArchive(numbers, texts).Save(path, cancellation);
    }

    /// <summary>Reads a table.</summary>
    public static EmbeddingTable Load(string path)
    {
        using var archive = NumpyArchive.Load(path);
        IReadOnlyList<string> networks = Texts(archive, path, Network);
        int count = networks.Count;
        Tensor embeddings = Numbers(archive, path, Embedding, ElementType.Float32);
        if (embeddings.Shape.Count != 2 || embeddings.Shape[0] != count)
        {
            throw Invalid(path, Embedding, $"its shape is {embeddings.Shape}, where there are {count} networks");
        }

        long[] nodes = Whole<long>(archive, path, Nodes, ElementType.Int64, count);
        long[] parameters = Whole<long>(archive, path, Parameters, ElementType.Int64, count);
        double[] degrees = Whole<double>(archive, path, Degree, ElementType.Float64, count);
        double[] paths = Whole<double>(archive, path, Path, ElementType.Float64, count);
        int width = embeddings.Shape[1];
        float[] values = [.. embeddings.Values];
        return new EmbeddingTable(
            archive.Texts.TryGetValue(Ghn, out IReadOnlyList<string>? names) && names.Count > 0 ? names[0] : string.Empty,
            [.. networks.Select((name, i) => new NetworkEmbedding(
                name, (int)nodes[i], parameters[i], degrees[i], paths[i], values[(i * width)..((i + 1) * width)]))]);
    }

    private static Tensor Column<T>(T[] values)
        where T : unmanaged => Tensor.From<T>(values, [values.Length]);

    private static T[] Whole<T>(NumpyArchive archive, string path, string name, ElementType type, int count)
        where T : unmanaged
    {
        Tensor column = Numbers(archive, path, name, type);
        return column.ElementCount == count
            ? [.. column.Elements<T>()]
            : throw Invalid(path, name, $"it has {column.ElementCount} elements, where there are {count} networks");
    }

    private static Tensor Numbers(NumpyArchive archive, string path, string name, ElementType type) =>
        !archive.Numbers.TryGet(name, out Tensor? found) ? throw Invalid(path, name, "it is not there")
        : found.ElementType == type ? found
        : throw Invalid(path, name, $"its elements are of type {found.ElementType}, not {type}");

    private static IReadOnlyList<string> Texts(NumpyArchive archive, string path, string name) =>
        archive.Texts.TryGetValue(name, out IReadOnlyList<string>? found)
            ? found
            : throw Invalid(path, name, "it is not there, or holds no texts");

    private static InvalidFileException Invalid(string path, string array, string problem) =>
        new(path, $"array {array}", problem, "'ghn embed' writes tables of embeddings.");
}

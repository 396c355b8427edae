namespace Ghn.Analysis.Distances;

/// <summary>The Euclidean distance of two embeddings (GHN-2 paper, Table 10).</summary>
public static class EmbeddingDistance
{
    /// <summary>|a − b|, in double precision.</summary>
    /// <exception cref="ArgumentException">The embeddings have other lengths.</exception>
    public static double Between(IReadOnlyList<float> first, IReadOnlyList<float> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"Embeddings of {first.Count} and of {second.Count} numbers have no distance.", nameof(second));
        }

        double sum = 0;
        for (int i = 0; i < first.Count; i++)
        {
            double difference = (double)first[i] - second[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}

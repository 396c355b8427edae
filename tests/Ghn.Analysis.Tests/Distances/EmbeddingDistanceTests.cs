using Ghn.Analysis.Distances;
using Ghn.Analysis.Tests.Embeddings;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Analysis.Tests.Distances;

/// <summary>Euclidean distances of all golden embeddings: NumPy's in double precision.</summary>
public class EmbeddingDistanceTests
{
    [Fact]
    public void Distances_are_NumPys()
    {
        using StateDict matrices = StateDict.Load(Repository.Golden("analysis", "distance", "l2.npz"));
        Assert.Equal(8, matrices.Count);
        foreach ((string name, Tensor matrix) in matrices)
        {
            string[] parts = name.Split('/');
            int count = matrix.Shape[0];
            float[][] rows = [.. Enumerable.Range(0, count).Select(i => GoldenEmbeddings.Row(parts[0], parts[1], i))];
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < count; j++)
                {
                    Assert.Equal(matrix.Elements<double>()[(i * count) + j], EmbeddingDistance.Between(rows[i], rows[j]), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Embeddings_of_other_lengths_have_no_distance() =>
        Assert.Throws<ArgumentException>(() => EmbeddingDistance.Between([1], [1, 2]));
}

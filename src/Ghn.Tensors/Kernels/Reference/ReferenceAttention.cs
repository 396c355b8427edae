namespace Ghn.Tensors.Kernels.Reference;

/// <summary>
/// The attention of one head by its definition, in double precision: each query's answer is a mixture of the values, by the softmax of
/// its scaled inner products with the keys. <see cref="Attention.AttentionKernel"/> is tested against it.
/// </summary>
internal static class ReferenceAttention
{
    /// <summary>softmax(q·kᵀ / √width + bias)·v.</summary>
    /// <param name="query">[queries, width].</param>
    /// <param name="key">[keys, width].</param>
    /// <param name="value">[keys, value width].</param>
    /// <param name="bias">What is added to the logits [queries, keys]; null for nothing.</param>
    /// <returns>[queries, value width].</returns>
    public static double[,] Attend(double[,] query, double[,] key, double[,] value, double[,]? bias)
    {
        double[,] products = ReferenceGemm.MultiplyTransposed(query, key);
        var answers = new double[query.GetLength(0), value.GetLength(1)];
        for (int i = 0; i < query.GetLength(0); i++)
        {
            double[] weights = ReferenceNormalization.Softmax([.. Enumerable.Range(0, key.GetLength(0)).Select(
                j => (products[i, j] / Math.Sqrt(query.GetLength(1))) + (bias?[i, j] ?? 0))]);
            for (int j = 0; j < weights.Length; j++)
            {
                for (int c = 0; c < value.GetLength(1); c++)
                {
                    answers[i, c] += weights[j] * value[j, c];
                }
            }
        }

        return answers;
    }
}

using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Normalization;

namespace Ghn.Tensors.Kernels.Attention;

/// <summary>What turns the products of a head's queries and keys into attention weights: a factor, and what is added.</summary>
/// <param name="scale">The factor of the products.</param>
/// <param name="keys">The number of keys.</param>
/// <param name="bias">What is added to scaled products [queries, keys]; null for nothing.</param>
/// <param name="mask">What is added besides [queries, keys]; null for nothing.</param>
internal readonly unsafe struct AttentionTerms(float scale, int keys, float* bias, float* mask)
{
    private readonly float _scale = scale;
    private readonly int _keys = keys;
    private readonly float* _bias = bias;
    private readonly float* _mask = mask;

    /// <summary>Replaces the products of some queries by their attention weights.</summary>
    /// <param name="products">The products [count, keys].</param>
    /// <param name="first">The first of the queries.</param>
    /// <param name="count">How many they are.</param>
    public void Normalize(float* products, int first, int count)
    {
        long start = (long)first * _keys;
        float scale = _scale;
        if (_mask is not null)
        {
            int length = checked(count * _keys);
            var values = new Span<float>(products, length);
            TensorPrimitives.Multiply(values, scale, values);
            TensorPrimitives.Add(values, new ReadOnlySpan<float>(_mask + start, length), values);
            scale = 1;
        }

        Softmax.Rows(products, count, _keys, scale, _bias is null ? null : _bias + start);
    }
}

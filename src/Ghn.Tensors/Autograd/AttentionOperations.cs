namespace Ghn.Tensors;

/// <summary>Attention among variables that are sequences of tokens.</summary>
public static class AttentionOperations
{
    /// <summary>
    /// Multi-head self-attention within each sequence: softmax(scale·q·kᵀ + bias + mask)·v. The linear maps before
    /// and after it are not part of it.
    /// </summary>
    /// <param name="queryKeyValue">[sequences, length, 3·width]: queries, keys, values, each of the three as heads × headWidth.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="bias">What is added to the logits of each head [heads, length, length]; null for nothing.</param>
    /// <param name="mask">
    /// What is added to the logits of sequence i, at index i modulo its first dimension [masks, length, length]; null for nothing.
    /// </param>
    /// <param name="scale">The factor of the logits, positive; 1 / √headWidth unless given.</param>
    /// <returns>[sequences, length, width].</returns>
    public static Variable SelfAttention(
        this Variable queryKeyValue, int heads, Variable? bias = null, Tensor? mask = null, double? scale = null)
    {
        ArgumentNullException.ThrowIfNull(queryKeyValue);
        var attention = new SelfAttention(queryKeyValue.Shape, heads, scale);
        Tensor output = Tensor.Allocate(attention.OutputShape);
        bool isRecorded = queryKeyValue.NeedsGradient || bias is { NeedsGradient: true };
        Tensor? kept = isRecorded ? Tensor.Allocate(attention.WeightsShape) : null;
        attention.Forward(queryKeyValue.Value, bias?.Value, mask, kept, output);
        if (kept is not { } weights)
        {
            return queryKeyValue.Tape.Record(output, [queryKeyValue], _ => { });
        }

        return queryKeyValue.Tape.Record(
            output, bias is null ? [queryKeyValue] : [queryKeyValue, bias], keeps: [queryKeyValue], scratch: [weights],
            backward: gradient =>
            {
                Tensor inputGradient = Tensor.Allocate(queryKeyValue.Shape);
                using Tensor logitsGradient = Tensor.Allocate(weights.Shape);
                attention.Backward(queryKeyValue.Value, weights, gradient.Tensor, inputGradient, logitsGradient);
                queryKeyValue.AddGradient(inputGradient);
                if (bias is { NeedsGradient: true })
                {
                    Tensor biasGradient = Tensor.Allocate(bias.Shape);
                    attention.BiasGradient(logitsGradient, biasGradient);
                    bias.AddGradient(biasGradient);
                }
            });
    }

    /// <summary>The attention bias that depends on the relative position of query and key alone.</summary>
    /// <param name="table">[offsets, heads].</param>
    /// <param name="index">The offset of each pair of query and key, int64 [length²], query by query.</param>
    /// <returns>[heads, length, length].</returns>
    public static Variable RelativePositionBias(this Variable table, Tensor index)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(index);
        int heads = table.Shape[1];
        int pairs = checked((int)index.ElementCount);
        int length = (int)Math.Sqrt(pairs);
        Tensor bias = Tensor.Allocate([heads, length, length]);
        for (int pair = 0; pair < pairs; pair++)
        {
            for (int head = 0; head < heads; head++)
            {
                bias.Values[(head * pairs) + pair] = table.Value.Values[((int)index.Elements<long>()[pair] * heads) + head];
            }
        }

        return table.Tape.Record(bias, [table], gradient =>
        {
            Tensor tableGradient = Tensor.Zeros(table.Shape);
            for (int pair = 0; pair < pairs; pair++)
            {
                for (int head = 0; head < heads; head++)
                {
                    int entry = ((int)index.Elements<long>()[pair] * heads) + head;
                    tableGradient.Values[entry] += gradient.Tensor.Values[(head * pairs) + pair];
                }
            }

            table.AddGradient(tableGradient);
        });
    }

    /// <summary>Puts the same token before the tokens of each sequence.</summary>
    /// <param name="x">[sequences, length, features].</param>
    /// <param name="token">A variable with as many elements as a token, under whatever shape.</param>
    public static Variable PrependToken(this Variable x, Variable token)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(token);
        int sequences = x.Shape[0];
        int features = x.Shape[2];
        using Tensor zeros = Tensor.Zeros([sequences, 1, features]);
        using Variable places = x.Tape.Constant(zeros);
        using Variable tokens = places.AddToEach(token);
        return LayoutOperations.Concat(tokens, x);
    }
}

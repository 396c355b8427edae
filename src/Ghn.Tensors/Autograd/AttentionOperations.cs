using Ghn.Tensors.Kernels.Attention;

namespace Ghn.Tensors.Autograd;

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
        return Attend(
            [queryKeyValue], heads, queryKeyValue.Shape[2] / 3, bias, mask, scale,
            tensors => (
                AttentionOperand.Third(tensors[0], heads, 0),
                AttentionOperand.Third(tensors[0], heads, 1),
                AttentionOperand.Third(tensors[0], heads, 2)));
    }

    /// <summary>
    /// Multi-head attention of queries to keys and values, of which there may be other numbers: softmax(scale·q·kᵀ + bias)·v.
    /// </summary>
    /// <param name="query">[sequences, queries, heads·headWidth].</param>
    /// <param name="key">[sequences, keys, heads·headWidth].</param>
    /// <param name="value">[sequences, keys, heads·valueWidth].</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="bias">What is added to the logits of each head [heads, queries, keys]; null for nothing.</param>
    /// <param name="scale">The factor of the logits, positive; 1 / √headWidth unless given.</param>
    /// <returns>[sequences, queries, heads·valueWidth].</returns>
    public static Variable Attention(
        this Variable query, Variable key, Variable value, int heads, Variable? bias = null, double? scale = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Attend(
            [query, key, value], heads, value.Shape[2], bias, mask: null, scale,
            tensors => (
                AttentionOperand.Of(tensors[0], heads), AttentionOperand.Of(tensors[1], heads), AttentionOperand.Of(tensors[2], heads)));
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
        using Variable tokens = places.BroadcastAdd(token);
        return LayoutOperations.Concat(tokens, x);
    }

    /// <summary>Attention of operands that lie in the tensors of some inputs, as their gradients do in tensors of their shapes.</summary>
    private static Variable Attend(
        Variable[] inputs, int heads, int width, Variable? bias, Tensor? mask, double? scale,
        Func<Tensor[], (AttentionOperand Query, AttentionOperand Key, AttentionOperand Value)> operandsOf)
    {
        (AttentionOperand query, AttentionOperand key, AttentionOperand value) = operandsOf([.. inputs.Select(input => input.Value)]);
        float factor = scale is { } given ? (float)given : 1 / MathF.Sqrt(query.HeadWidth);
        var attention = new AttentionKernel(inputs[0].Shape[0], heads, query.Length, key.Length, factor);
        Tensor output = Tensor.Allocate([inputs[0].Shape[0], query.Length, width]);
        bool isRecorded = inputs.Any(input => input.NeedsGradient) || bias is { NeedsGradient: true };
        Tensor? kept = isRecorded ? Tensor.Allocate(attention.WeightsShape) : null;
        attention.Forward(query, key, value, bias?.Value, mask, kept, AttentionOperand.Of(output, heads));
        if (kept is not { } weights)
        {
            return inputs[0].Tape.Record(output, inputs, _ => { });
        }

        return inputs[0].Tape.Record(
            output, bias is null ? inputs : [.. inputs, bias], keeps: inputs, scratch: [weights], backward: gradient =>
            {
                Tensor[] inputGradients = [.. inputs.Select(input => Tensor.Allocate(input.Shape))];
                using Tensor logitsGradient = Tensor.Allocate(weights.Shape);
                attention.Backward(
                    operandsOf([.. inputs.Select(input => input.Value)]), weights, AttentionOperand.Of(gradient.Tensor, heads),
                    operandsOf(inputGradients), logitsGradient);
                for (int i = 0; i < inputs.Length; i++)
                {
                    inputs[i].AddGradient(inputGradients[i]);
                }

                if (bias is { NeedsGradient: true })
                {
                    Tensor biasGradient = Tensor.Allocate(bias.Shape);
                    attention.BiasGradient(logitsGradient, biasGradient);
                    bias.AddGradient(biasGradient);
                }
            });
    }
}

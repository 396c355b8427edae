using System.Runtime.CompilerServices;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>What transformers do to tokens [samples, tokens, features].</summary>
internal static class AttentionExecution
{
    private static readonly ConditionalWeakTable<AttentionBias, RowSelection> Selections = [];

    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<MultiheadAttention>(Run), LayerExecutor.Of<ScaledDotProductAttention>(Run),
    ];

    /// <summary>Attention with the linear maps around it.</summary>
    private static Variable Run(LayerCall call, MultiheadAttention layer)
    {
        using Variable queryKeyValue = call.Input.Linear(call.Parameter("in_proj_weight"), call.Parameter("in_proj_bias"));
        using Variable heads = queryKeyValue.SelfAttention(layer.Heads);
        return heads.Linear(call.Parameter("out_proj.weight"), call.Parameter("out_proj.bias"));
    }

    /// <summary>Attention alone, of queries, keys and values in one signal or three.</summary>
    private static Variable Run(LayerCall call, ScaledDotProductAttention layer)
    {
        IReadOnlyList<Variable> inputs = call.Inputs;
        int queries = inputs[0].Shape[1];
        int keys = inputs.Count == 1 ? queries : inputs[1].Shape[1];
        using Variable? bias = layer.Bias is { } table ? Bias(call.Parameter("bias"), table, [layer.Heads, queries, keys]) : null;
        return inputs.Count == 1
            ? inputs[0].SelfAttention(layer.Heads, bias, scale: layer.Scale)
            : inputs[0].Attention(inputs[1], inputs[2], layer.Heads, bias, layer.Scale);
    }

    private static Variable Bias(Variable table, AttentionBias bias, Shape shape)
    {
        if (bias.Places is null)
        {
            return table.Reshape(shape);
        }

        RowSelection places = Selections.GetValue(bias, static bias => new RowSelection((int)bias.Table.ElementCount, bias.Places!));
        using Variable numbers = table.Reshape([1, places.SourceRows]);
        using Variable chosen = numbers.SelectRows(places);
        return chosen.Reshape(shape);
    }
}

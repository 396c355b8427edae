using Ghn.Networks.Layers.Attention;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>What makes tokens of feature maps, joins something to them, or takes one.</summary>
internal static class TokenExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<ToTokens>((call, _) => Tokens(call.Input)),
        LayerExecutor.Of<ToMaps>((call, _) => Maps(call)),
        LayerExecutor.Of<ClassToken>((call, _) => call.Input.PrependToken(call.Parameter(""))),
        LayerExecutor.Of<PositionalEmbedding>((call, _) => call.Input.BroadcastAdd(call.Parameter(""))),
        LayerExecutor.Of<PositionalMaps>((call, _) => call.Input.BroadcastAdd(call.Parameter("weight"))),
        LayerExecutor.Of<SelectToken>((call, layer) => Select(call.Input, layer.Index)),
    ];

    private static Variable Tokens(Variable x)
    {
        using Variable planes = x.Reshape([x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]]);
        return planes.Transpose();
    }

    private static Variable Maps(LayerCall call)
    {
        using Variable planes = call.Input.Transpose();
        return planes.Reshape([call.BatchSize, .. call.OutputShape()]);
    }

    private static Variable Select(Variable x, int index)
    {
        using Variable token = x.SelectRows(new RowSelection(x.Shape[1], [index]));
        return token.Reshape([x.Shape[0], x.Shape[2]]);
    }
}

using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>
/// What Swin transformers do to feature maps [samples, height, width, features]; see <see cref="ShiftedWindowAttention"/>.
/// </summary>
internal static class WindowExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<ShiftedWindowAttention>(Run), LayerExecutor.Of<PatchMerging>((call, _) => MergePatches(call.Input)),
    ];

    /// <summary>Runs attention within windows.</summary>
    private static Variable Run(LayerCall call, ShiftedWindowAttention layer)
    {
        Shape shape = call.Input.Shape;
        int features = layer.EmbeddingSize;
        var layout = new WindowLayout(shape[1], shape[2], layer.Window, layer.Shift);
        using Tensor? mask = layout.Mask();
        using Variable positions = call.Input.Reshape([shape[0], shape[1] * shape[2], features]);
        using Variable grouped = positions.SelectRows(layout.Positions);
        using Variable windows = grouped.Reshape([shape[0] * layout.WindowCount, layout.WindowArea, features]);
        using Variable queryKeyValue = windows.Linear(call.Parameter("qkv.weight"), call.Parameter("qkv.bias"));
        using Variable bias = layer.HasExpandedBias
            ? call.Parameter("relative_position_bias").Reshape([layer.Heads, layout.WindowArea, layout.WindowArea])
            : call.Parameter("relative_position_bias_table").RelativePositionBias(call.Buffer("relative_position_index"));
        using Variable heads = queryKeyValue.SelfAttention(layer.Heads, bias, mask);
        using Variable projected = heads.Linear(call.Parameter("proj.weight"), call.Parameter("proj.bias"));
        using Variable samples = projected.Reshape([shape[0], layout.WindowCount * layout.WindowArea, features]);
        using Variable restored = samples.SelectRows(layout.Positions.Inverse);
        return restored.Reshape(shape);
    }

    /// <summary>Joins the features of each 2×2 patch: top left, bottom left, top right, bottom right.</summary>
    private static Variable MergePatches(Variable x)
    {
        (int samples, int height, int width, int features) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        (int rows, int columns) = ((height + 1) / 2, (width + 1) / 2);
        int[] sources =
        [
            .. from row in Enumerable.Range(0, rows)
               from column in Enumerable.Range(0, columns)
               from right in (int[])[0, 1]
               from down in (int[])[0, 1]
               let y = (2 * row) + down
               let z = (2 * column) + right
               select y < height && z < width ? (y * width) + z : RowSelection.Empty,
        ];
        using Variable positions = x.Reshape([samples, height * width, features]);
        using Variable merged = positions.SelectRows(new RowSelection(height * width, sources));
        return merged.Reshape([samples, rows, columns, 4 * features]);
    }
}

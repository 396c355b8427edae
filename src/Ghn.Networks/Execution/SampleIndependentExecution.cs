using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>Runs layers whose result is the same for all samples: a batch of one, which is repeated where it meets others.</summary>
internal static class SampleIndependentExecution
{
    private static readonly ConditionalWeakTable<FixedTensor, Tensor> Tensors = [];

    /// <summary>How each runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<LearntTensor>((call, layer) => call.Parameter("").Reshape([1, .. layer.Size])),
        LayerExecutor.Of<FixedTensor>(Run),
        LayerExecutor.Of<ForEachSample>((call, _) =>
            call.Input.BroadcastTo([call.Inputs[1].Shape[0], .. call.Input.Shape.Dimensions[1..]])),
    ];

    /// <summary>Fixed numbers.</summary>
    private static Variable Run(LayerCall call, FixedTensor layer)
    {
        Tensor numbers = Tensors.GetValue(
            layer, static layer => Tensor.From<float>([.. layer.Numbers.Select(number => (float)number)], [1, .. layer.Size]));
        return call.Tape.Constant(numbers);
    }
}

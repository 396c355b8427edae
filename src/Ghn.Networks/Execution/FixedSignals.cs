using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>Runs layers whose result is the same for all samples: a batch of one, which is repeated where it meets others.</summary>
internal static class FixedSignals
{
    private static readonly ConditionalWeakTable<FixedTensor, Tensor> Tensors = [];

    /// <summary>A learnt tensor.</summary>
    public static Variable Of(LayerCall call, LearntTensor layer) => call.Parameter("").Reshape([1, .. layer.Size]);

    /// <summary>Fixed numbers.</summary>
    public static Variable Of(LayerCall call, FixedTensor layer)
    {
        Tensor numbers = Tensors.GetValue(
            layer, static layer => Tensor.From<float>([.. layer.Numbers.Select(number => (float)number)], [1, .. layer.Size]));
        return call.Tape.Constant(numbers);
    }

    /// <summary>A signal once for each sample of another.</summary>
    public static Variable Repeat(Variable signal, Variable other) => signal.BroadcastTo([other.Shape[0], .. signal.Shape.Dimensions[1..]]);
}

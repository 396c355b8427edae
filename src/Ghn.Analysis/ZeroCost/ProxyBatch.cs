using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Analysis.ZeroCost;

/// <summary>A network with weights, and the mini-batch that proxies look at it by.</summary>
/// <param name="Network">The network.</param>
/// <param name="State">Its parameters, of float32, and buffers; nothing of them changes.</param>
/// <param name="Images">Images [samples, channels, height, width].</param>
/// <param name="Labels">Their classes.</param>
public sealed record ProxyBatch(Network Network, StateDict State, Tensor Images, IReadOnlyList<int> Labels)
{
    /// <summary>
    /// As networks are trained, by the statistics of the batch, but without dropout: the reference leaves it on, so that its scores are
    /// random where there is any.
    /// </summary>
    internal static ExecutionMode Mode { get; } = ExecutionMode.Evaluation with { UsesBatchStatistics = true };

    /// <summary>A copy of an entry of a network's state.</summary>
    internal static Tensor Copy(Tensor tensor) => tensor.ElementType == ElementType.Int64
        ? Tensor.From<long>(tensor.Elements<long>(), tensor.Shape)
        : Tensor.From<float>(tensor.Values, tensor.Shape);

    /// <summary>The gradients of the mean cross entropy with some weights.</summary>
    /// <param name="state">The weights.</param>
    /// <param name="mode">How the network runs; as above unless given.</param>
    internal StateDict LossGradients(StateDict state, ExecutionMode? mode = null)
    {
        using var model = new Model(Network, state);
        using ForwardPass pass = model.Forward(Images, mode ?? Mode);
        using Variable loss = pass.Logits.CrossEntropy([.. Labels]);
        return pass.Backward(loss);
    }
}

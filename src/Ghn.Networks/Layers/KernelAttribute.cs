using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Layers;

/// <summary>
/// Names the function of the kernels, with its derivative, that computes an activation, alone or after a batch normalisation.
/// </summary>
/// <typeparam name="TFunction">The function.</typeparam>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class KernelAttribute<TFunction> : ActivationKernel
    where TFunction : struct, IElementwiseFunction
{
    /// <inheritdoc/>
    public override Variable Run(IActivationUse use) => use.Run<TFunction>();
}

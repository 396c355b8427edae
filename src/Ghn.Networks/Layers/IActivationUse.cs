using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Layers;

/// <summary>What is done with an activation's function, whose type the compiler has to know.</summary>
internal interface IActivationUse
{
    /// <summary>Does it.</summary>
    Variable Run<TFunction>()
        where TFunction : struct, IElementwiseFunction;
}

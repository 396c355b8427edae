using System.Reflection;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Layers;

/// <summary>What computes an activation; <see cref="ActivationFunction"/> is the table of them.</summary>
internal abstract class ActivationKernel : Attribute
{
    private static readonly ActivationKernel[] Kernels =
    [
        .. Enum.GetNames<ActivationFunction>().Select(name =>
            typeof(ActivationFunction).GetField(name)!.GetCustomAttribute<ActivationKernel>()
                ?? throw new NotSupportedException($"No execution of the function {name} is known.")),
    ];

    /// <summary>The kernel of a function.</summary>
    public static ActivationKernel Of(ActivationFunction function) => Kernels[(int)function];

    /// <summary>Does something with the function.</summary>
    public abstract Variable Run(IActivationUse use);
}

using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.Layers;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>Brings kernels to a larger size, and their gradients back.</summary>
internal static class KernelPlanes
{
    /// <summary>Interpolates or repeats a plane; copies it when the sizes are equal.</summary>
    public static void Resize(
        ReadOnlySpan<float> source, Size2d sourceSize, Span<float> target, Size2d targetSize, KernelExtension extension)
    {
        if (extension == KernelExtension.Interpolate && sourceSize != targetSize)
        {
            Bilinear(sourceSize, targetSize).Forward(source, target);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[Repeated(i, sourceSize, targetSize)];
        }
    }

    /// <summary>The backward pass of <see cref="Resize"/>: from the gradient of the larger plane to that of the smaller one.</summary>
    public static void ResizeBackward(
        ReadOnlySpan<float> gradient, Size2d size, Span<float> reduced, Size2d reducedSize, KernelExtension extension)
    {
        if (extension == KernelExtension.Interpolate && reducedSize != size)
        {
            Bilinear(reducedSize, size).Backward(gradient, reduced);
            return;
        }

        reduced.Clear();
        for (int i = 0; i < gradient.Length; i++)
        {
            reduced[Repeated(i, reducedSize, size)] += gradient[i];
        }
    }

    private static BilinearPlane Bilinear(Size2d size, Size2d targetSize) =>
        new(size.Height, size.Width, targetSize.Height, targetSize.Width);

    /// <summary>Which element of a plane is repeated at an element of a larger one.</summary>
    private static int Repeated(int element, Size2d sourceSize, Size2d targetSize)
    {
        (int y, int x) = (element / targetSize.Width, element % targetSize.Width);
        return (y % sourceSize.Height * sourceSize.Width) + (x % sourceSize.Width);
    }
}

using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>Brings kernels to a larger size.</summary>
internal static class KernelPlanes
{
    /// <summary>Interpolates or repeats a plane; copies it when the sizes are equal.</summary>
    public static void Enlarge(ReadOnlySpan<float> source, Size2d sourceSize, Span<float> target, Size2d targetSize, KernelExtension extension)
    {
        if (extension == KernelExtension.Interpolate && sourceSize != targetSize)
        {
            Interpolation.Bilinear(source, sourceSize.Height, sourceSize.Width, target, targetSize.Height, targetSize.Width);
            return;
        }

        for (int y = 0; y < targetSize.Height; y++)
        {
            for (int x = 0; x < targetSize.Width; x++)
            {
                target[(y * targetSize.Width) + x] = source[(y % sourceSize.Height * sourceSize.Width) + (x % sourceSize.Width)];
            }
        }
    }
}

using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Tensors.Kernels.Reference;

/// <summary>
/// Two-dimensional convolution and its gradients by their definition, in double precision. All three are sums over the same products:
/// each joins an input, a weight and an output, and whichever of these is asked for gathers the product of the other two.
/// <see cref="Convolution2d"/> is tested against it.
/// </summary>
internal static class ReferenceConvolution
{
    /// <summary>Receives the places of an input, a weight and an output that one product of a convolution joins.</summary>
    private delegate void Product(int input, int weight, int output);

    /// <summary>The output, without a bias.</summary>
    public static double[] Forward(in ConvolutionGeometry g, float[] input, float[] weight)
    {
        var output = new double[g.OutputShape.ElementCount];
        ForEachProduct(g, (from, by, to) => output[to] += (double)input[from] * weight[by]);
        return output;
    }

    /// <summary>The gradient of the input.</summary>
    public static double[] BackwardInput(in ConvolutionGeometry g, float[] outputGradient, float[] weight)
    {
        var gradient = new double[g.InputShape.ElementCount];
        ForEachProduct(g, (from, by, to) => gradient[from] += (double)outputGradient[to] * weight[by]);
        return gradient;
    }

    /// <summary>The gradient of the weight.</summary>
    public static double[] BackwardWeight(in ConvolutionGeometry g, float[] input, float[] outputGradient)
    {
        var gradient = new double[g.WeightShape.ElementCount];
        ForEachProduct(g, (from, by, to) => gradient[by] += (double)outputGradient[to] * input[from]);
        return gradient;
    }

    /// <summary>For each output: the channels of its group, and the taps of the kernel that lie within the image.</summary>
    private static void ForEachProduct(in ConvolutionGeometry g, Product product)
    {
        int output = 0;
        for (int outMap = 0; outMap < g.Batch * g.OutChannels; outMap++)
        {
            (int image, int outChannel) = Math.DivRem(outMap, g.OutChannels);
            int firstMap = (image * g.InChannels) + (outChannel / g.GroupOutChannels * g.GroupInChannels);
            for (int pixel = 0; pixel < g.OutHeight * g.OutWidth; pixel++, output++)
            {
                (int row, int column) = Math.DivRem(pixel, g.OutWidth);
                for (int step = 0; step < g.GroupInChannels * g.Taps; step++)
                {
                    (int channel, int tap) = Math.DivRem(step, g.Taps);
                    int y = (row * g.StrideHeight) - g.PaddingHeight + (tap / g.KernelWidth * g.DilationHeight);
                    int x = (column * g.StrideWidth) - g.PaddingWidth + (tap % g.KernelWidth * g.DilationWidth);
                    if (y >= 0 && y < g.Height && x >= 0 && x < g.Width)
                    {
                        int weight = (outChannel * g.GroupInChannels * g.Taps) + step;
                        product(((((firstMap + channel) * g.Height) + y) * g.Width) + x, weight, output);
                    }
                }
            }
        }
    }
}

namespace Ghn.Tensors;

/// <summary>
/// Convolution as a matrix product with the unfolded image: a matrix [taps of all channels, pixels of the output] whose
/// columns are the patches that the kernel sees.
/// </summary>
internal static unsafe class UnfoldedConvolution
{
    public static void Forward(in ConvolutionGeometry g, Tensor input, Tensor weight, Tensor? bias, Tensor output)
    {
        using Tensor patches = Tensor.Allocate([g.GroupInChannels * g.Taps, g.OutPlane]);
        for (int n = 0; n < g.Batch; n++)
        {
            for (int group = 0; group < g.Groups; group++)
            {
                Unfold(g, InputGroup(g, input, n, group), (float*)patches.Data);
                MatrixView target = OutputGroup(g, output, n, group);
                for (int c = 0; c < target.Rows && bias is not null; c++)
                {
                    new Span<float>(target.Row(c), target.Columns).Fill(bias.Values[(group * g.GroupOutChannels) + c]);
                }

                var epilogue = new Epilogue { Accumulate = bias is not null };
                Gemm.MultiplyTransposed(WeightGroup(g, weight, group), MatrixView.Of(patches).Transposed, target, epilogue);
            }
        }
    }

    public static void BackwardInput(in ConvolutionGeometry g, Tensor outputGradient, Tensor weight, Tensor inputGradient)
    {
        using Tensor patches = Tensor.Allocate([g.GroupInChannels * g.Taps, g.OutPlane]);
        inputGradient.Values.Clear();
        for (int n = 0; n < g.Batch; n++)
        {
            for (int group = 0; group < g.Groups; group++)
            {
                MatrixView gradient = OutputGroup(g, outputGradient, n, group);
                Gemm.MultiplyTransposed(WeightGroup(g, weight, group).Transposed, gradient.Transposed, MatrixView.Of(patches));
                Fold(g, (float*)patches.Data, InputGroup(g, inputGradient, n, group));
            }
        }
    }

    public static void BackwardWeight(in ConvolutionGeometry g, Tensor input, Tensor outputGradient, Tensor weightGradient)
    {
        using Tensor patches = Tensor.Allocate([g.GroupInChannels * g.Taps, g.OutPlane]);
        weightGradient.Values.Clear();
        for (int n = 0; n < g.Batch; n++)
        {
            for (int group = 0; group < g.Groups; group++)
            {
                Unfold(g, InputGroup(g, input, n, group), (float*)patches.Data);
                MatrixView gradient = OutputGroup(g, outputGradient, n, group);
                Gemm.MultiplyTransposed(gradient, MatrixView.Of(patches), WeightGroup(g, weightGradient, group), new Epilogue { Accumulate = true });
            }
        }
    }

    private static float* InputGroup(in ConvolutionGeometry g, Tensor input, int image, int group) =>
        (float*)input.Data + ((((long)image * g.InChannels) + (group * g.GroupInChannels)) * g.Plane);

    private static MatrixView OutputGroup(in ConvolutionGeometry g, Tensor output, int image, int group)
    {
        float* first = (float*)output.Data + ((((long)image * g.OutChannels) + (group * g.GroupOutChannels)) * g.OutPlane);
        return new MatrixView(first, ElementType.Float32, g.GroupOutChannels, g.OutPlane, g.OutPlane);
    }

    private static MatrixView WeightGroup(in ConvolutionGeometry g, Tensor weight, int group)
    {
        int columns = g.GroupInChannels * g.Taps;
        float* first = (float*)weight.Data + ((long)group * g.GroupOutChannels * columns);
        return new MatrixView(first, ElementType.Float32, g.GroupOutChannels, columns, columns);
    }

    private static void Unfold(in ConvolutionGeometry g, float* input, float* patches)
    {
        (int outHeight, int outWidth) = (g.OutHeight, g.OutWidth);
        for (int row = 0; row < g.GroupInChannels * g.Taps; row++)
        {
            (int channel, int x, int y) = Tap(g, row);
            float* plane = input + ((long)channel * g.Plane);
            for (int i = 0; i < outHeight; i++)
            {
                int h = (i * g.StrideHeight) + y;
                for (int j = 0; j < outWidth; j++)
                {
                    int w = (j * g.StrideWidth) + x;
                    *patches++ = (uint)h < (uint)g.Height && (uint)w < (uint)g.Width ? plane[(h * g.Width) + w] : 0;
                }
            }
        }
    }

    private static void Fold(in ConvolutionGeometry g, float* patches, float* input)
    {
        (int outHeight, int outWidth) = (g.OutHeight, g.OutWidth);
        for (int row = 0; row < g.GroupInChannels * g.Taps; row++)
        {
            (int channel, int x, int y) = Tap(g, row);
            float* plane = input + ((long)channel * g.Plane);
            for (int i = 0; i < outHeight; i++)
            {
                int h = (i * g.StrideHeight) + y;
                for (int j = 0; j < outWidth; j++, patches++)
                {
                    int w = (j * g.StrideWidth) + x;
                    if ((uint)h < (uint)g.Height && (uint)w < (uint)g.Width)
                    {
                        plane[(h * g.Width) + w] += *patches;
                    }
                }
            }
        }
    }

    /// <summary>The channel of a row of the unfolded image, and where its tap lies when the kernel is at the first pixel.</summary>
    private static (int Channel, int X, int Y) Tap(in ConvolutionGeometry g, int row)
    {
        int tap = row % g.Taps;
        return (
            row / g.Taps,
            (tap % g.KernelWidth * g.DilationWidth) - g.PaddingWidth,
            (tap / g.KernelWidth * g.DilationHeight) - g.PaddingHeight);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>A convolution with random numbers, and its results by the definition: loops in double precision.</summary>
internal sealed class ConvolutionCase
{
    private readonly ConvolutionGeometry _geometry;
    private readonly float[] _input;
    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly float[] _gradient;
    private readonly double[] _output;
    private readonly double[] _inputGradient;
    private readonly double[] _weightGradient;
    private readonly double[] _biasGradient;

    public ConvolutionCase(in ConvolutionGeometry geometry)
    {
        _geometry = geometry;
        ConvolutionGeometry g = geometry;
        var random = new Random(g.GetHashCode() & 0xFFFF);
        _input = Numbers(random, InputShape);
        _weight = Numbers(random, WeightShape);
        _bias = Numbers(random, [g.OutChannels]);
        _gradient = Numbers(random, OutputShape);
        _output = new double[_gradient.Length];
        _inputGradient = new double[_input.Length];
        _weightGradient = new double[_weight.Length];
        _biasGradient = new double[_bias.Length];
        Compute();
    }

    private Shape InputShape => [_geometry.Batch, _geometry.InChannels, _geometry.Height, _geometry.Width];

    private Shape OutputShape => [_geometry.Batch, _geometry.OutChannels, _geometry.OutHeight, _geometry.OutWidth];

    private Shape WeightShape =>
        [_geometry.OutChannels, _geometry.InChannels / _geometry.Groups, _geometry.KernelHeight, _geometry.KernelWidth];

    /// <summary>Geometries whose groups have at most so many channels on each side.</summary>
    public static Gen<ConvolutionGeometry> Generator(int groupChannels, int groups, int size) =>
        from batch in Gen.Choose(1, 4)
        from inChannels in Gen.Choose(1, groupChannels)
        from outChannels in Gen.Choose(1, groupChannels)
        from groupCount in Gen.Choose(1, groups)
        from sizes in Gen.ArrayOf(Gen.Choose(1, size), 2)
        from kernel in Gen.OneOf(
            Gen.Choose(1, 7).Select(k => (k, k)), Gen.Constant((3, 3)), Gen.Elements((1, 7), (7, 1), (1, 1), (2, 3), (5, 2)))
        from strides in Gen.OneOf(Same(1), Same(2), Gen.ArrayOf(Gen.Choose(1, 4), 2))
        from padding in Gen.ArrayOf(Gen.Choose(0, 4), 2)
        from endPadding in Gen.OneOf(Gen.Constant(padding), Gen.ArrayOf(Gen.Choose(0, 4), 2))
        from dilation in Gen.OneOf(Same(1), Gen.ArrayOf(Gen.Choose(1, 3), 2))
        let geometry = new ConvolutionGeometry(
            batch, inChannels * groupCount, sizes[0], sizes[1], outChannels * groupCount, kernel.Item1, kernel.Item2,
            strides[0], strides[1], padding[0], padding[1], dilation[0], dilation[1], groupCount)
        {
            ExcessRows = endPadding[0] - padding[0],
            ExcessColumns = endPadding[1] - padding[1],
        }
        where geometry.OutHeight > 0 && geometry.OutWidth > 0
        select geometry;

    /// <summary>
    /// Requires the output and all gradients to be near the definition's. Outputs hold NaN before, so that what is not written shows.
    /// </summary>
    public void Check()
    {
        using Tensor input = Tensor.From<float>(_input, InputShape);
        using Tensor weight = Tensor.From<float>(_weight, WeightShape);
        using Tensor bias = Tensor.From<float>(_bias, [_bias.Length]);
        using Tensor gradient = Tensor.From<float>(_gradient, OutputShape);

        using Tensor output = Unwritten(OutputShape);
        Convolution2d.Forward(_geometry, input, weight, bias, output);
        Require(_output, output, _weight.Length / _geometry.OutChannels, "output");

        using Tensor plain = Unwritten(OutputShape);
        Convolution2d.Forward(_geometry, input, weight, null, plain);
        int plane = _geometry.OutHeight * _geometry.OutWidth;
        double[] withoutBias = [.. _output.Select((y, i) => y - _bias[i / plane % _bias.Length])];
        Require(withoutBias, plain, _weight.Length / _geometry.OutChannels, "output without bias");

        using Tensor inputGradient = Unwritten(InputShape);
        Convolution2d.BackwardInput(_geometry, gradient, weight, inputGradient);
        Require(_inputGradient, inputGradient, _weight.Length / (_geometry.InChannels / _geometry.Groups), "gradient of the input");

        using Tensor weightGradient = Unwritten(WeightShape);
        Convolution2d.BackwardWeight(_geometry, input, gradient, weightGradient);
        Require(_weightGradient, weightGradient, _geometry.Batch * plane, "gradient of the weight");

        using Tensor biasGradient = Unwritten([_bias.Length]);
        Convolution2d.BackwardBias(_geometry, gradient, biasGradient);
        Require(_biasGradient, biasGradient, _geometry.Batch * plane, "gradient of the bias");
    }

    private static Gen<int[]> Same(int value) => Gen.Constant(Enumerable.Repeat(value, 2).ToArray());

    private static float[] Numbers(Random random, Shape shape) =>
        [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.NextSingle() - 0.5f)];

    private static Tensor Unwritten(Shape shape)
    {
        Tensor tensor = Tensor.Allocate(shape);
        tensor.Values.Fill(float.NaN);
        return tensor;
    }

    /// <summary>
    /// Sums of so many products of numbers below ½: each addition may round by half a unit of the partial sum's last place.
    /// </summary>
    private void Require(double[] expected, Tensor actual, int terms, string what)
    {
        double tolerance = 1e-7 * (2 + Math.Sqrt(terms)) * Math.Log2(2 + terms);
        for (int i = 0; i < expected.Length; i++)
        {
            float value = actual.Values[i];
            Assert.True(Math.Abs(value - expected[i]) <= tolerance, $"{_geometry}: {what}[{i}] is {value}, not {expected[i]}.");
        }
    }

    private void Compute()
    {
        ConvolutionGeometry g = _geometry;
        int groupInput = g.InChannels / g.Groups;
        int groupOutput = g.OutChannels / g.Groups;
        int at = 0;
        for (int n = 0; n < g.Batch; n++)
        {
            for (int oc = 0; oc < g.OutChannels; oc++)
            {
                int firstChannel = oc / groupOutput * groupInput;
                for (int i = 0; i < g.OutHeight; i++)
                {
                    for (int j = 0; j < g.OutWidth; j++, at++)
                    {
                        _output[at] += _bias[oc];
                        _biasGradient[oc] += _gradient[at];
                        for (int tap = 0; tap < groupInput * g.KernelHeight * g.KernelWidth; tap++)
                        {
                            int ic = tap / (g.KernelHeight * g.KernelWidth);
                            int h = (i * g.StrideHeight) - g.PaddingHeight + (tap / g.KernelWidth % g.KernelHeight * g.DilationHeight);
                            int w = (j * g.StrideWidth) - g.PaddingWidth + (tap % g.KernelWidth * g.DilationWidth);
                            if (h >= 0 && h < g.Height && w >= 0 && w < g.Width)
                            {
                                int from = (((((n * g.InChannels) + firstChannel + ic) * g.Height) + h) * g.Width) + w;
                                int by = (oc * groupInput * g.KernelHeight * g.KernelWidth) + tap;
                                _output[at] += (double)_input[from] * _weight[by];
                                _inputGradient[from] += (double)_gradient[at] * _weight[by];
                                _weightGradient[by] += (double)_gradient[at] * _input[from];
                            }
                        }
                    }
                }
            }
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Reference;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>A convolution with random numbers, and its results by the definition, <see cref="ReferenceConvolution"/>.</summary>
internal sealed class ConvolutionCase
{
    private readonly ConvolutionGeometry _geometry;
    private readonly float[] _input;
    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly float[] _gradient;
    private readonly double[] _plainOutput;
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
        int plane = g.OutHeight * g.OutWidth;
        _plainOutput = ReferenceConvolution.Forward(g, _input, _weight);
        _output = [.. _plainOutput.Select((y, i) => y + _bias[i / plane % _bias.Length])];
        _inputGradient = ReferenceConvolution.BackwardInput(g, _gradient, _weight);
        _weightGradient = ReferenceConvolution.BackwardWeight(g, _input, _gradient);
        _biasGradient =
        [
            .. _bias.Select((_, channel) => _gradient.Where((_, i) => i / plane % _bias.Length == channel).Sum(x => (double)x)),
        ];
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
        Require(_plainOutput, plain, _weight.Length / _geometry.OutChannels, "output without bias");

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
}

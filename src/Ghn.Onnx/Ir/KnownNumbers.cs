using Ghn.Onnx.Model;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Ir;

/// <summary>
/// Numbers of values. Files keep hyper-parameters (the 6 of a ReLU6, the epsilon of a normalisation) like weights, so that only
/// their use tells which is which.
/// </summary>
internal static class KnownNumbers
{
    /// <summary>More than any list of hyper-parameters has.</summary>
    private const int MaxNumbers = 64;

    /// <summary>The tensor of a file as a constant.</summary>
    public static Constant ToConstant(this Tensor tensor) => new(tensor.Shape, Numbers(tensor), !tensor.ElementType.IsFloatingPoint());

    /// <summary>The numbers of a value that is a constant, or a short tensor of the file; null for any other.</summary>
    public static double[]? Known(this Value? value) => value switch
    {
        Constant constant => constant.Numbers,
        View { Source: ParameterSource { Value: { ElementCount: <= MaxNumbers } tensor } } view =>
            tensor.ToConstant().Select(view.Map).Numbers,
        _ => null,
    };

    /// <summary>The only number of a value; null if there are several, or it is not known.</summary>
    public static double? Scalar(this Value? value)
    {
        double[]? numbers = value is { Shape.ElementCount: 1 } ? value.Known() : null;
        return numbers is null ? null : OnnxNode.Meant((float)numbers[0]);
    }

    /// <summary>Whether the only number of a value is another, but for rounding.</summary>
    public static bool IsNumber(this Value? value, double number) =>
        value.Scalar() is { } scalar && Math.Abs(scalar - number) <= 1e-5 * Math.Max(1, Math.Abs(number));

    /// <summary>
    /// Whether all elements of a value are one number, and not because nothing was learnt yet: exporters write ones and zeros in the place
    /// of scales and shifts that a normalisation lacks, under names of their own.
    /// </summary>
    public static bool IsFixed(this Value? value, float number) => value switch
    {
        Constant constant => Array.TrueForAll(constant.Numbers, element => element == number),
        View { Source: ParameterSource { Value: { } tensor } source } =>
            IsNameOfExporter(source) && !Conversion.ToFloat32(tensor).Values.ContainsAnyExcept(number),
        _ => false,
    };

    /// <summary>PyTorch calls what it makes up after the operation, <c>/norm/Constant_output_0</c> or <c>onnx::Mul_42</c>.</summary>
    private static bool IsNameOfExporter(ParameterSource source) =>
        source.Name.Contains("Constant", StringComparison.Ordinal) || TorchNames.IsMadeUp(source.Name)
        || source.Name.All(char.IsAsciiDigit);

    private static double[] Numbers(Tensor tensor) => tensor.ElementType switch
    {
        ElementType.Int64 => Convert(tensor.Elements<long>(), number => number),
        ElementType.Int32 => Convert(tensor.Elements<int>(), number => number),
        ElementType.Int16 => Convert(tensor.Elements<short>(), number => number),
        ElementType.Int8 => Convert(tensor.Elements<sbyte>(), number => number),
        ElementType.UInt8 => Convert(tensor.Elements<byte>(), number => number),
        ElementType.Bool => Convert(tensor.Elements<bool>(), isTrue => isTrue ? 1.0 : 0.0),
        ElementType.Float64 => Convert(tensor.Elements<double>(), number => number),
        _ => Convert(Conversion.ToFloat32(tensor).Values, number => number),
    };

    private static double[] Convert<T>(Span<T> numbers, Func<T, double> convert)
    {
        var result = new double[numbers.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = convert(numbers[i]);
        }

        return result;
    }
}

using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A sum, difference, product or quotient with fixed numbers.</summary>
/// <param name="Type">ONNX's name of the operation.</param>
/// <param name="Operand">The numbers.</param>
/// <param name="IsLeft">Whether they are the first operand.</param>
internal sealed record FixedStep(string Type, Value Operand, bool IsLeft)
{
    /// <summary>The factor and the shift after the step, given those before it and the number.</summary>
    public (double Factor, double Shift) Apply(double factor, double shift, double number) => Type switch
    {
        "Add" => (factor, shift + number),
        "Sub" when IsLeft => (-factor, number - shift),
        "Sub" => (factor, shift - number),
        "Mul" => (factor * number, shift * number),
        _ => (factor / number, shift / number),
    };
}

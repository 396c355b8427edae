using System.CommandLine;
using System.Globalization;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Options;

/// <summary>Options that take real numbers, one or several with commas between them.</summary>
internal static class NumberListOption
{
    /// <summary>Declares an option that takes a real number.</summary>
    /// <param name="name">The option: <c>--momentum</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    public static Option<double?> CreateSingle(string name, string description, double min, double max) => new(name)
    {
        HelpName = "X",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text, min, max) is double number)
            {
                return number;
            }

            result.AddError($"{name} takes {Range(min, max)}, not '{text}'.");
            return null;
        },
    };

    /// <summary>Declares an option that takes real numbers.</summary>
    /// <param name="name">The option: <c>--lr</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    public static Option<double[]?> Create(string name, string description, double min, double max) => new(name)
    {
        HelpName = "X,…",
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            double?[] numbers = [.. text.Split(',').Select(part => Parse(part, min, max))];
            if (numbers.All(number => number is not null))
            {
                return [.. numbers.Select(number => number!.Value).Distinct()];
            }

            result.AddError($"{name} takes {Range(min, max)}, or several with commas between them, not '{text}'.");
            return null;
        },
    };

    /// <summary>Declares an option that takes whole numbers that are not negative, in ascending order.</summary>
    /// <param name="name">The option: <c>--steps</c>.</param>
    /// <param name="description">What it is for.</param>
    public static Option<int[]?> CreateAscending(string name, string description) => new(name)
    {
        HelpName = "N,…",
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            int[] numbers =
            [
                .. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1),
            ];
            if (numbers[0] >= 0 && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second))
            {
                return numbers;
            }

            result.AddError($"{name} takes whole numbers in ascending order, with commas between them, not '{text}'.");
            return null;
        },
    };

    private static double? Parse(string text, double min, double max) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max
            ? number
            : null;

    private static string Range(double min, double max) => max < double.MaxValue
        ? $"a number from {min:g6} to {max:g6}"
        : $"a number of at least {min:g6}";
}

using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Ghn.Cli.Options;

/// <summary>Options that take whole numbers, and say so plainly when they are given something else.</summary>
internal static class NumberOption
{
    /// <summary>Declares an option that takes a whole number.</summary>
    /// <param name="name">The option: <c>--classes</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <typeparam name="T">The type of number.</typeparam>
    public static Option<T?> Create<T>(string name, string description, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        var option = new Option<T?>(name);
        Describe(option, description, min, max);
        return option;
    }

    /// <summary>Lets an option take a whole number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <typeparam name="T">The type of number.</typeparam>
    public static void Describe<T>(Option<T?> option, string description, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        option.HelpName = "N";
        option.Description = description;
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            bool isNumber = T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value);
            if (isNumber && value >= min && value <= max)
            {
                return value;
            }

            result.AddError($"{option.Name} takes a whole number from {min} to {max}, not '{text}'.");
            return null;
        };
    }
}

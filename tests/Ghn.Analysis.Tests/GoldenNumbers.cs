using System.Globalization;
using System.Text.Json;

namespace Ghn.Analysis.Tests;

/// <summary>Numbers in golden files, where those that are not finite are text: <c>"NaN"</c>, <c>"-Infinity"</c>.</summary>
internal static class GoldenNumbers
{
    public static double Float(this JsonElement number) => number.ValueKind == JsonValueKind.String
        ? double.Parse(number.GetString()!, CultureInfo.InvariantCulture)
        : number.GetDouble();

    public static double[] Floats(this JsonElement list) => [.. list.EnumerateArray().Select(Float)];

    public static double[][] Rows(this JsonElement list) => [.. list.EnumerateArray().Select(Floats)];

    public static int[] Integers(this JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}

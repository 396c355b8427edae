namespace Ghn.Fuzz.Mutations;

/// <summary>Numbers at which readers err: nothing, signs, and the ends of types.</summary>
internal static class InterestingNumbers
{
    private static readonly long[] Values =
    [
        0, 1, -1, 2, 3, 4, 7, 8, 16, 64, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, int.MaxValue - 1,
            int.MaxValue,
        1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 60, long.MaxValue - 7, long.MaxValue, long.MinValue, int.MinValue, -2, -128,
    ];

    private static readonly string[] Texts =
        ["NaN", "Infinity", "-Infinity", "1e17", "1e308", "1e-320", "-0", "0.5", "9223372036854775808", "00", "1_0", "+1", "1e999", "0x10"];

    /// <summary>A number, now and then one near <paramref name="value"/>.</summary>
    public static long Next(Random random, long value = 0) => random.Next(4) switch
    {
        0 => value + random.Next(-2, 3),
        1 => random.Next(0, 20),
        _ => Values[random.Next(Values.Length)],
    };

    /// <summary>A number as text, perhaps none that every reader takes.</summary>
    public static string Text(Random random) => random.Next(3) == 0
        ? Texts[random.Next(Texts.Length)]
        : Next(random).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
